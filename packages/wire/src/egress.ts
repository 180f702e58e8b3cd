import type { Topic } from './topics.ts';

/** What agents send from a site, by kind: feature messages; how nodes and cameras are; pictures. */
export const sentKinds = ['features', 'health', 'pictures'] as const;
export type SentKind = (typeof sentKinds)[number];

/** What leaves a site, by kind: what its agents send, and pictures that notifications carry out of the perimeter. */
export const egressKinds = [...sentKinds, 'notified'] as const;
export type EgressKind = (typeof egressKinds)[number];

/** No JPEG file is so small that its message is no longer than this, and no refusal of a picture is longer. */
const refusalBytes = 64;

/**
 * The kind that a message is counted as; undefined for what a server sends. That there is no picture is news of a node, not a picture.
 *
 * @param payloadBytes of the message, without its topic.
 */
export function egressKindOf(topic: Topic, payloadBytes: number): SentKind | undefined {
  if (topic.kind === 'node') return 'health';
  if (topic.kind !== 'camera') return undefined;
  switch (topic.leaf) {
    case 'features':
      return 'features';
    case 'snapshot':
      return payloadBytes > refusalBytes ? 'pictures' : 'health';
    case 'status':
    case 'pictures/state':
      return 'health';
    default:
      return undefined;
  }
}

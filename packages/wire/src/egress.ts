import type { Topic } from './topics.ts';

/** What leaves a site, by kind: feature messages; how nodes and cameras are; answers to requests for pictures. */
export const egressKinds = ['features', 'health', 'pictures'] as const;
export type EgressKind = (typeof egressKinds)[number];

/** The kind that a message of a topic is counted as; undefined for what a server sends. */
export function egressKindOf(topic: Topic): EgressKind | undefined {
  if (topic.kind === 'node') return 'health';
  if (topic.kind !== 'camera') return undefined;
  switch (topic.leaf) {
    case 'features':
      return 'features';
    case 'snapshot':
      return 'pictures';
    case 'status':
    case 'pictures/state':
      return 'health';
    default:
      return undefined;
  }
}

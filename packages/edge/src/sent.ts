import { egressKindOf, type NodeHealth, type SentKind, type Topic, type Topics } from '@splitsight/wire';

/** Counts what the agent sends, by kind. */
export interface SentCount {
  add(topic: string, payloadBytes: number): void;
  /** Messages, and bytes of topics and payloads. */
  totals(): NonNullable<NodeHealth['sent']>;
}

/** Its memory is bounded by the topics that the agent itself writes. */
export function createSentCount(topics: Topics): SentCount {
  const known = new Map<string, Topic>();
  const sent = new Map<SentKind, { messages: number; bytes: number }>();
  return {
    add(topic, payloadBytes) {
      const parsed = known.get(topic) ?? topics.parse(topic);
      known.set(topic, parsed);
      const kind = egressKindOf(parsed, payloadBytes);
      if (kind === undefined) return;
      const count = sent.get(kind) ?? { messages: 0, bytes: 0 };
      sent.set(kind, { messages: count.messages + 1, bytes: count.bytes + topic.length + payloadBytes });
    },
    totals: () => Object.fromEntries(sent),
  };
}

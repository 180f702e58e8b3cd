import { type EgressKind, egressKindOf, type NodeHealth, type Topics } from '@splitsight/wire';

/** Counts what the agent sends, by kind. */
export interface SentCount {
  /** @param bytes of topic and payload. */
  add(topic: string, bytes: number): void;
  totals(): NonNullable<NodeHealth['sent']>;
}

/** Its memory is bounded by the topics that the agent itself writes. */
export function createSentCount(topics: Topics): SentCount {
  const kinds = new Map<string, EgressKind | undefined>();
  const sent = new Map<EgressKind, { messages: number; bytes: number }>();
  return {
    add(topic, bytes) {
      const kind = kinds.get(topic) ?? egressKindOf(topics.parse(topic));
      kinds.set(topic, kind);
      if (kind === undefined) return;
      const count = sent.get(kind) ?? { messages: 0, bytes: 0 };
      sent.set(kind, { messages: count.messages + 1, bytes: count.bytes + bytes });
    },
    totals: () => Object.fromEntries(sent),
  };
}

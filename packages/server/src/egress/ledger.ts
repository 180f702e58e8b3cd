import type { Millis } from '@splitsight/kernel';
import {
  type EgressAnswer,
  type EgressKind,
  egressKindOf,
  type NodeHealth,
  type NodeId,
  type SiteId,
  sentKinds,
  type Topic,
  type Topics,
} from '@splitsight/wire';
import { dayLength, dayOf } from '../clock/days.ts';
import type { EgressEntry, EgressTable, Sent } from '../store/egress.ts';

/** Counts what leaves the sites, as it comes in. */
export interface EgressLedger {
  /** Counts a message of an agent; costs a look into a map. */
  count(topic: string, payloadBytes: number): void;
  /** Counts a picture that a notification carried out of the perimeter. */
  notified(site: SiteId, bytes: number): void;
  /** Notes what an agent says that it has sent since its start. */
  tell(site: SiteId, node: NodeId, sent: NodeHealth['sent']): void;
  /** Writes what was counted; to be called every few seconds. */
  flush(): void;
  list(from: string, to: string, site: string | undefined): EgressAnswer['rows'];
}

export interface LedgerOptions {
  readonly topics: Topics;
  readonly clock: { now(): Millis };
  readonly table: EgressTable;
  /** Called when the books cannot be written; what was counted is kept. */
  readonly onFailure: (error: unknown) => void;
}

/** Topics that are remembered. */
const maxTopics = 16_384;
/** Sites × days × kinds that wait to be written, and agents whose totals are known. */
const maxWaiting = 16_384;

export function createEgressLedger({ topics, clock, table, onFailure }: LedgerOptions): EgressLedger {
  const known = new Map<string, Topic>();
  const waiting = new Map<string, EgressEntry>();
  const told = new Map(table.told().map(({ site, node, sent }) => [`${site}/${node}`, sent]));
  const fresh = new Map<string, { readonly site: SiteId; readonly node: NodeId; readonly sent: Sent }>();
  let day = { name: '', ends: 0, begins: 0 };

  function today(): string {
    const now = clock.now();
    if (now < day.begins || now >= day.ends) {
      const begins = now - (now % dayLength);
      day = { name: dayOf(now), begins, ends: begins + dayLength };
    }
    return day.name;
  }

  function entryOf(site: SiteId, kind: EgressKind): EgressEntry | undefined {
    const name = today();
    const key = `${site}/${name}/${kind}`;
    const entry = waiting.get(key);
    if (entry) return entry;
    // Only while the books cannot be written: a site has an entry a kind and day.
    if (waiting.size >= maxWaiting) return undefined;
    const added = { site, day: name, kind, messages: 0, bytes: 0, toldMessages: 0, toldBytes: 0 };
    waiting.set(key, added);
    return added;
  }

  function topicOf(text: string): Topic | undefined {
    const topic = known.get(text);
    if (topic) return topic;
    if (known.size >= maxTopics) known.clear();
    const parsed = topics.parse(text);
    known.set(text, parsed);
    return parsed;
  }

  function add(site: SiteId, kind: EgressKind, bytes: number): void {
    const entry = entryOf(site, kind);
    if (!entry) return;
    entry.messages++;
    entry.bytes += bytes;
  }

  return {
    count(text, payloadBytes) {
      const topic = topicOf(text);
      const kind = topic && egressKindOf(topic, payloadBytes);
      if (kind) add(topic.site, kind, text.length + payloadBytes);
    },
    notified: (site, bytes) => add(site, 'notified', bytes),
    tell(site, node, sent) {
      if (sent === undefined) return;
      const key = `${site}/${node}`;
      const before = told.get(key);
      if (!before && told.size >= maxWaiting) return;
      told.set(key, sent);
      fresh.set(key, { site, node, sent });
      for (const kind of sentKinds) {
        const now = sent[kind];
        const entry = now && entryOf(site, kind);
        if (!entry) continue;
        // Totals that went back are those of an agent that was started again.
        const last = before?.[kind];
        const base =
          last && last.bytes <= now.bytes && last.messages <= now.messages ? last : { messages: 0, bytes: 0 };
        entry.toldMessages += now.messages - base.messages;
        entry.toldBytes += now.bytes - base.bytes;
      }
    },
    flush() {
      if (waiting.size === 0 && fresh.size === 0) return;
      try {
        table.add([...waiting.values()], [...fresh.values()]);
        waiting.clear();
        fresh.clear();
      } catch (error) {
        onFailure(error);
      }
    },
    list: (from, to, site) => [...table.list(from, to, site)],
  };
}

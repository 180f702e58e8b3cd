import { randomUUID } from 'node:crypto';
import { type Clock, type Millis, steppedOf, type Tally } from '@splitsight/kernel';
import type { channelDropReasons } from '@splitsight/wire';
import type { ChannelFacts } from '../store/channels.ts';
import type { Connection } from '../store/database.ts';
import type { Notice, NoticeTable } from '../store/notices.ts';
import { bodyOf, groupKeyOf, mergeBodies, type News, newsIn, placeAlert } from './grouping.ts';
import { isTroubleWanted, isWanted } from './wanted.ts';

export type ChannelDropReason = (typeof channelDropReasons)[number];

/** A channel as its queue knows it. */
export interface QueuedChannel {
  readonly id: number;
  readonly facts: ChannelFacts;
  readonly quietUntil: (now: Millis) => Millis | null;
  readonly dropped: Tally<ChannelDropReason>;
}

/** The queues of all channels, in the database. */
export interface Outbox {
  /** Takes note of what channels may tell of; it is in the queues by the end of this turn of the event loop. */
  offer(event: News): void;
  /**
   * The next message of a channel, which is being sent from now on.
   *
   * @param asOne whether everything that is due becomes one message.
   */
  take(channelId: number, now: Millis, asOne: boolean): Notice | undefined;
  /** Writes how a message stands. */
  put(notice: Notice): void;
  /** Gives a message up; of too many dead ones the oldest goes. */
  bury(channel: QueuedChannel, notice: Notice): void;
  remove(id: number): void;
  readonly table: NoticeTable;
  /** Moves what waits along when the clock was set; to be called before it is looked at. */
  followClock(): void;
  /** Writes what was offered. Idempotent. */
  close(): void;
}

export interface OutboxOptions {
  readonly clock: Clock;
  readonly connection: Connection;
  readonly table: NoticeTable;
  /** Those that are on. */
  readonly channels: () => readonly QueuedChannel[];
  readonly maxQueue: number;
  readonly maxDead: number;
  /** Called after messages were put into queues. */
  readonly onQueued: () => void;
  /** Called when they could not be written; they are kept and tried again. */
  readonly onTrouble: (error: unknown) => void;
  /** Called with what a channel wants to tell and what could not be written for a while: it is in no queue. */
  readonly onStuck: (channelId: number, news: readonly News[]) => void;
}

/** Events that wait to be written while the disk is full. */
const maxUnwritten = 10_000;
const retryAfter: Millis = 1000;
/** After so many tries to write them, what channels tell of goes past the queues. */
const patience = 5;
/** So many groups are remembered, to send those that come soon after together. */
const maxRemembered = 10_000;
/** At most so many messages become one at a time. */
const maxMerged = 200;

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, connection, table, channels, maxQueue, maxDead, onQueued, onTrouble, onStuck } = options;
  let unwritten: { readonly event: News; readonly at: Millis }[] = [];
  let failures = 0;
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;
  const lastDue = new Map<string, Millis>();
  let stepped = steppedOf(clock);

  const write = connection.transaction(() => {
    for (const { event, at } of unwritten) {
      for (const channel of channels()) if (isTold(channel, event)) enqueue(channel, event, at);
    }
  });

  /** Until when a channel holds it back; null when it does not. */
  function heldBack({ facts, quietUntil }: QueuedChannel, event: News, now: Millis): Millis | null {
    const isUrgent = 'trouble' in event || event.after.severity === 'alert';
    return facts.quiet?.alerts_pass === true && isUrgent ? null : quietUntil(now);
  }

  function enqueue(channel: QueuedChannel, event: News, now: Millis): void {
    const { id, facts } = channel;
    const heldUntil = heldBack(channel, event, now);
    if (heldUntil !== null && facts.quiet?.keep === 'drop') {
      channel.dropped.add('quiet');
      return;
    }
    const remembered = `${id}/${groupKeyOf(event)}`;
    const group = 1000 * facts.group_s;
    const placed = placeAlert({ event, now, lastDue: lastDue.get(remembered), group, heldUntil });
    const open = group > 0 || heldUntil !== null ? table.open(id, placed.groupKey) : undefined;
    if (open) {
      const body = mergeBodies([open.body, bodyOf(event)]);
      table.put({ ...open, body, alerts: newsIn(body) });
      return;
    }
    makeRoom(channel);
    remember(remembered, placed.dueAt);
    const times = { openedAt: now, dueAt: placed.dueAt, expiresAt: placed.dueAt + 1000 * facts.expire_s };
    const fresh = { state: 'open', delivered: [], tries: 0, error: null, alerts: 1 } as const;
    table.add({ channelId: id, key: randomUUID(), groupKey: placed.groupKey, body: bodyOf(event), ...times, ...fresh });
  }

  /** The oldest goes: what has just happened is what people must know. */
  function makeRoom({ id, dropped }: QueuedChannel): void {
    if (table.count(id).waiting < maxQueue) return;
    const oldest = table.list(id, false, 10).find(({ state }) => state !== 'sending');
    if (!oldest) return;
    table.remove(oldest.id);
    dropped.add('queue_full', oldest.alerts);
  }

  function remember(key: string, dueAt: Millis): void {
    lastDue.delete(key);
    lastDue.set(key, dueAt);
    const [oldest] = lastDue.keys();
    if (lastDue.size > maxRemembered && oldest !== undefined) lastDue.delete(oldest);
  }

  function flush(): void {
    clearImmediate(soon);
    clearTimeout(later);
    soon = undefined;
    later = undefined;
    if (unwritten.length === 0) return;
    try {
      write.immediate();
      unwritten = [];
      failures = 0;
      onQueued();
    } catch (error) {
      failures++;
      onTrouble(error);
      later = setTimeout(flush, retryAfter);
      if (failures >= patience) goPast();
    }
  }

  /** Alerts matter more than that they are told of once only: who cannot write speaks from memory. */
  function goPast(): void {
    const waited = unwritten;
    unwritten = [];
    for (const channel of channels()) {
      const wanted = waited.filter(({ event }) => isTold(channel, event));
      const told = wanted.filter(({ event, at }) => heldBack(channel, event, at) === null);
      if (wanted.length > told.length) channel.dropped.add('quiet', wanted.length - told.length);
      if (told.length > 0)
        onStuck(
          channel.id,
          told.map(({ event }) => event),
        );
    }
  }

  const take = connection.transaction((channelId: number, now: Millis, asOne: boolean) => {
    const [first, ...others] = table.due(channelId, now, asOne ? maxMerged : 1);
    if (!first) return undefined;
    const mergeable = first.state === 'open' ? others.filter(({ state }) => state === 'open') : [];
    const body = mergeBodies([first.body, ...mergeable.map((one) => one.body)]);
    for (const { id } of mergeable) table.remove(id);
    const taken: Notice = { ...first, state: 'sending', body, alerts: newsIn(body) };
    table.put(taken);
    return taken;
  });

  const bury = connection.transaction((channel: QueuedChannel, notice: Notice) => {
    table.put({ ...notice, state: 'dead' });
    if (table.count(channel.id).dead <= maxDead) return;
    const [oldest] = table.list(channel.id, true, 1);
    if (!oldest) return;
    table.remove(oldest.id);
    channel.dropped.add('dead_full', oldest.alerts);
  });

  return {
    table,
    offer(event) {
      if (event.type === 'update') return;
      if (unwritten.length >= maxUnwritten) {
        for (const { dropped } of channels()) dropped.add('memory_full');
        return;
      }
      unwritten.push({ event, at: clock.now() });
      if (later === undefined) soon ??= setImmediate(flush);
    },
    take: (channelId, now, asOne) => take.immediate(channelId, now, asOne),
    put: (notice) => table.put(notice),
    followClock() {
      const by = steppedOf(clock) - stepped;
      if (by === 0) return;
      table.shift(by);
      stepped += by;
    },
    bury: (channel, notice) => bury.immediate(channel, notice),
    remove: (id) => table.remove(id),
    close() {
      flush();
      clearTimeout(later);
    },
  };
}

function isTold({ facts: { filter } }: QueuedChannel, event: News): boolean {
  return 'trouble' in event ? isTroubleWanted(filter, event.trouble) : isWanted(filter, event);
}

import { createTally, type Millis } from '@splitsight/kernel';
import { createMessageQueue, type Message } from './message-queue.ts';
import { maxInFlight, paceAfter, roomFor, startPace } from './spool/pace.ts';
import type { Spool } from './spool/spool.ts';
import { isGuilty, isSuspect, noSuspicion, suspicionAfter } from './spool/suspect.ts';

/** Sends a message over a connection; `onArrived` once the broker has acknowledged it. */
export type Send = (topic: string, payload: Uint8Array, onArrived: () => void) => void;

/** What is to arrive, from the moment it is handed over until it has: in memory, and in the spool if it takes long. */
export interface Delivery {
  put(message: Pick<Message, 'topic' | 'payload' | 'isKept' | 'onDone'>): void;
  /** A connection is there: what waits goes over it, fresh messages first, spooled ones paced behind them. */
  begin(send: Send): void;
  /** The connection is gone. */
  end(): void;
  /** How many messages in memory the broker has not acknowledged. */
  size(): number;
  dropped(): Readonly<Record<string, number>>;
  spool(): ReturnType<Spool['state']> | undefined;
  /** Writes what has not arrived to the spool and closes that. @returns how many messages are lost. */
  close(): number;
}

/** What {@link createDelivery} works with. */
export interface DeliveryOptions {
  /** How many messages wait in memory at most. */
  readonly most: number;
  /** Without it, memory is all there is. */
  readonly spool: Spool | undefined;
  /** How long a message waits in memory for its acknowledgement before it is written. */
  readonly after: Millis;
  /** How many spooled messages are sent a second at most. */
  readonly perSecond: number;
}

const mostBytes = 64 * 1024 * 1024;
/** How often waiting messages are looked at. */
const lookEvery: Millis = 50;
/** Messages are gathered for so long before they are written: each write costs an SD card some pages, however small. */
const gather: Millis = 500;
/** What is written at once: the main thread has other work. */
const groupRows = 64;
const groupBytes = 256 * 1024;

/** A connection over which nothing has been acknowledged yet proves nothing; without fresh messages, time must do. */
const probation: Millis = 2_000;

interface Connection {
  readonly send: Send;
  readonly since: Millis;
  hasCarried: boolean;
  hasReplayed: boolean;
}

/** Makes a delivery that looks after what waits until it is closed. */
export function createDelivery({ most, spool, after, perSecond }: DeliveryOptions): Delivery {
  const queue = createMessageQueue({ most, mostBytes });
  const dropped = createTally<'link_full'>();
  let current: Connection | undefined;
  let pace = startPace(0);
  let suspicion = noSuspicion;
  /** The spooled messages on their way, and when they were sent. */
  const replayed = new Map<number, Millis>();
  let writing: NodeJS.Immediate | undefined;
  const looking = setInterval(look, lookEvery);

  /** Sends what waits, as far as there is room on the way. */
  function pump(): void {
    for (let next = queue.send(roomForFresh()); next; next = queue.send(roomForFresh())) {
      const message = next;
      sendOne(message, () => {
        const row = queue.done(message);
        if (row !== undefined) spool?.done(row);
        message.onDone?.(performance.now() - message.at);
      });
    }
    if (spool && current && mayReplay(current)) replay(spool, current);
  }

  const roomForFresh = () => maxInFlight - replayed.size;

  /** What is suspected goes alone, over a connection that something else has gone over, or could have for a while. */
  function mayReplay({ hasCarried, since }: Connection): boolean {
    if (!isSuspect(suspicion)) return true;
    return queue.inFlight() + replayed.size === 0 && (hasCarried || performance.now() - since > probation);
  }

  function replay(from: Spool, link: Connection): void {
    const now = performance.now();
    const inFlight = queue.inFlight() + replayed.size;
    const traffic = { waiting: queue.waiting(), inFlight, replayed: replayed.size };
    const { pace: next, room } = roomFor(pace, traffic, perSecond, now);
    pace = next;
    const most = isSuspect(suspicion) ? Math.min(1, room) : room;
    for (let i = 0; i < most; i++) {
      const row = from.next();
      if (!row) return;
      pace = { ...pace, credit: pace.credit - 1 };
      replayed.set(row.id, now);
      sendOne(row, () => {
        replayed.delete(row.id);
        link.hasReplayed = true;
        from.done(row.id);
      });
    }
  }

  function sendOne({ topic, payload }: Pick<Message, 'topic' | 'payload'>, onArrived: () => void): void {
    const link = current;
    const sentAt = performance.now();
    const wasAlone = queue.inFlight() + replayed.size === 1;
    link?.send(topic, payload, () => {
      // Of a connection that is gone: the message waits again, or is in the spool.
      if (link !== current) return;
      const now = performance.now();
      if (link) link.hasCarried = true;
      pace = paceAfter(pace, { took: now - sentAt, wasAlone }, now);
      onArrived();
      pump();
    });
  }

  /** Writes a group of messages that were handed over up to a moment. @returns whether there may be more. */
  function write(into: Spool, until: Millis): boolean {
    const due = queue.overdue(until, groupRows, groupBytes);
    if (due.length === 0) return false;
    const rows = into.put(due.map(({ bornAt, topic, payload }) => ({ at: bornAt, topic, payload })));
    for (const [i, message] of due.entries()) {
      const row = rows?.[i];
      if (row !== undefined && queue.stored(message, row)) into.hold(row);
    }
    return rows !== undefined;
  }

  function writeSome(into: Spool, until: Millis): void {
    writing = write(into, until) ? setImmediate(() => writeSome(into, until)) : undefined;
  }

  /** What would not fit into memory for long is written sooner. */
  function relieve(into: Spool): void {
    if (!writing && 2 * queue.waiting() > most) writeSome(into, performance.now());
  }

  function look(): void {
    if (!spool) return;
    const now = performance.now();
    spool.tend(Date.now());
    if (!writing && queue.overdue(now - after - gather, 1, 1).length > 0) writeSome(spool, now - after);
    if (current) pump();
  }

  return {
    put(message) {
      const lost = queue.put({ ...message, at: performance.now(), bornAt: Date.now() });
      if (lost > 0) dropped.add('link_full', lost);
      if (current) pump();
      if (spool) relieve(spool);
    },
    begin(send) {
      const since = performance.now();
      current = { send, since, hasCarried: false, hasReplayed: false };
      pace = startPace(since);
      pump();
    },
    end() {
      const [oldest] = [...replayed].map(([id, sentAt]) => ({ id, flown: performance.now() - sentAt }));
      if (current) suspicion = suspicionAfter(suspicion, { oldest, hasArrived: current.hasReplayed });
      current = undefined;
      replayed.clear();
      queue.backAll();
      spool?.backAll();
      if (!isGuilty(suspicion)) return;
      spool?.refuse(suspicion.id);
      suspicion = noSuspicion;
    },
    size: () => queue.inFlight() + queue.waiting(),
    dropped: dropped.totals,
    spool: () => spool?.state(),
    close() {
      clearInterval(looking);
      clearImmediate(writing);
      current = undefined;
      while (spool && write(spool, Number.POSITIVE_INFINITY));
      // What is on its way and on disk is not lost.
      queue.backAll();
      spool?.close();
      return queue.waiting();
    },
  };
}

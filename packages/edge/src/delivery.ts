import { createTally, type Millis } from '@splitsight/kernel';
import { createLane } from './lane.ts';
import { createMessageQueue, type Message } from './message-queue.ts';
import { maxInFlight, paceAfter, roomFor, startPace } from './spool/pace.ts';
import type { Spool } from './spool/spool.ts';

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
  /** How long a message waits for its acknowledgement before it is written, while there is a connection. */
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
}

/** Makes a delivery that looks after what waits until it is closed. */
export function createDelivery({ most, spool, after, perSecond }: DeliveryOptions): Delivery {
  const queue = createMessageQueue({ most, mostBytes });
  const dropped = createTally<'link_full' | 'refused'>();
  const fresh = createLane<Message>(maxInFlight);
  const spooled = createLane<number>(maxInFlight);
  let current: Connection | undefined;
  let pace = startPace(0);
  let writing: NodeJS.Immediate | undefined;
  const looking = setInterval(look, lookEvery);

  /** Sends what waits, as far as there is room on the way. */
  function pump(): void {
    for (let next = queue.send(roomForFresh()); next; next = queue.send(roomForFresh())) {
      const message = next;
      fresh.send(message, performance.now());
      sendOne(message, () => {
        fresh.arrive(message);
        const row = queue.done(message);
        if (row !== undefined) spool?.done(row);
        message.onDone?.(performance.now() - message.at);
      });
    }
    if (spool && current && mayReplay(current)) replay(spool);
  }

  const inFlight = () => fresh.size() + spooled.size();

  /** How many fresh messages may be on their way. What is suspected goes alone. */
  function roomForFresh(): number {
    if (fresh.isSuspect()) return spooled.size() === 0 ? 1 : 0;
    return maxInFlight - spooled.size();
  }

  /** What is suspected goes alone, over a connection that something else has gone over, or could have for a while. */
  function mayReplay({ hasCarried, since }: Connection): boolean {
    if (fresh.isSuspect() && fresh.size() > 0) return false;
    if (!spooled.isSuspect()) return true;
    return inFlight() === 0 && (hasCarried || performance.now() - since > probation);
  }

  function replay(from: Spool): void {
    const now = performance.now();
    const traffic = { waiting: queue.waiting(), inFlight: inFlight(), replayed: spooled.size() };
    const { pace: next, room } = roomFor(pace, traffic, perSecond, now);
    pace = next;
    const most = spooled.isSuspect() ? Math.min(1, room) : room;
    for (let i = 0; i < most; i++) {
      const row = from.next();
      if (!row) return;
      pace = { ...pace, credit: pace.credit - 1 };
      spooled.send(row.id, now);
      sendOne(row, () => {
        spooled.arrive(row.id);
        from.done(row.id);
      });
    }
  }

  function sendOne({ topic, payload }: Pick<Message, 'topic' | 'payload'>, onArrived: () => void): void {
    const link = current;
    const sentAt = performance.now();
    const wasAlone = inFlight() === 1;
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
    if (!writing && queue.isHalfFull()) writeSome(into, performance.now());
  }

  function look(): void {
    if (!spool) return;
    const now = performance.now();
    spool.tend(Date.now());
    // Without a connection there is no acknowledgement to wait for.
    const patience = current ? after : 0;
    if (!writing && queue.overdue(now - patience - gather, 1, 1).length > 0) writeSome(spool, now - patience);
    relieve(spool);
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
      current = { send, since, hasCarried: false };
      pace = startPace(since);
      pump();
    },
    end() {
      const now = performance.now();
      current = undefined;
      queue.backAll();
      spool?.backAll();
      const row = spooled.end(now);
      if (row !== undefined) spool?.refuse(row);
      const message = fresh.end(now);
      // What has been written meanwhile is suspected anew when it comes from there.
      if (message && queue.remove(message)) dropped.add('refused');
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

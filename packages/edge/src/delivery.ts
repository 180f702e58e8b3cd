import { createTally, type Millis } from '@splitsight/kernel';
import { createLane } from './lane.ts';
import { createMessageQueue, type Flight, type Message } from './message-queue.ts';
import { maxInFlight, paceAfter, roomFor, startPace } from './spool/pace.ts';
import type { Spool } from './spool/spool.ts';

/** A connection to the broker. */
export interface Link {
  /** Sends a message; `onArrived` once the broker has acknowledged it. */
  send(topic: string, payload: Uint8Array, onArrived: () => void): void;
  /** `onAnswer` once the broker has read all that was sent before. */
  ping(onAnswer: () => void): void;
  /** Breaks the connection off. */
  end(): void;
}

/** What is to arrive, from the moment it is handed over until it has: in memory, and in the spool if it takes long. */
export interface Delivery {
  put(message: Pick<Message, 'topic' | 'payload' | 'isKept' | 'onDone'>): void;
  /** A connection is there: what waits goes over it, fresh messages first, spooled ones paced behind them. */
  begin(link: Link): void;
  /** The connection is gone. */
  end(): void;
  /** How many messages are in memory, and not acknowledged. */
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
  /** With so many messages that are not acknowledged a new connection is begun; {@link mostOwed} unless told. */
  readonly maxOwed?: number;
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

/**
 * A server that cannot store acknowledges nothing, and still looks at what it reads. What it has read and not acknowledged for
 * so long does not keep fresh messages from being sent.
 */
const readAfter: Millis = 500;

/**
 * MQTT numbers what is not acknowledged with 16 bits (2.3.1), and each costs some memory: with so many, a new connection is
 * begun.
 */
const mostOwed = 32_768;

interface Connection {
  readonly link: Link;
  readonly since: Millis;
  hasCarried: boolean;
  /** Sent over it, and not acknowledged. */
  owed: number;
}

/** Makes a delivery that looks after what waits until it is closed. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { most, spool, after, perSecond, maxOwed = mostOwed } = options;
  const queue = createMessageQueue({ most, mostBytes });
  const dropped = createTally<'link_full' | 'refused'>();
  const fresh = createLane<Message>(maxInFlight);
  const spooled = createLane<number>(maxInFlight);
  let current: Connection | undefined;
  let pace = startPace(0);
  let writing: NodeJS.Immediate | undefined;
  let isAsking = false;
  const looking = setInterval(look, lookEvery);

  /** Sends what waits, as far as there is room on the way. */
  function pump(): void {
    while (hasRoom()) {
      const flight = queue.send();
      if (!flight) break;
      fresh.send(flight.message, performance.now());
      sendOne(flight.message, whenArrived(flight));
    }
    if (spool && current && mayReplay(current)) replay(spool);
  }

  /** A function that holds no payload: the acknowledgement may be hours away. */
  function whenArrived(flight: Flight): () => void {
    return () => {
      const { message, row } = flight;
      fresh.arrive(message);
      queue.done(flight);
      if (row !== undefined) spool?.done(row);
      message?.onDone?.(performance.now() - message.at);
    };
  }

  const inFlight = () => fresh.size() + spooled.size();

  /** Whether a fresh message may be sent. What is suspected goes alone. */
  function hasRoom(): boolean {
    return inFlight() < (fresh.isSuspect() ? 1 : maxInFlight);
  }

  /** Asks whether the broker has read what it has not acknowledged: it came in the order in which it was sent. */
  function ask({ link }: Connection): void {
    if (isAsking || inFlight() < maxInFlight / 2) return;
    const sent = fresh.messages(performance.now() - readAfter);
    if (sent.length === 0) return;
    isAsking = true;
    link.ping(() => {
      if (link !== current?.link) return;
      isAsking = false;
      fresh.leave(sent);
      const lost = queue.read(sent);
      if (lost > 0) dropped.add('link_full', lost);
      pump();
    });
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
      const { id } = row;
      spooled.send(id, now);
      sendOne(row, () => {
        spooled.arrive(id);
        from.done(id);
      });
    }
  }

  function sendOne({ topic, payload }: Pick<Message, 'topic' | 'payload'>, onArrived: () => void): void {
    const connection = current;
    if (connection) connection.owed++;
    const sentAt = performance.now();
    const wasAlone = inFlight() === 1;
    connection?.link.send(topic, payload, () => {
      // Of a connection that is gone: the message waits again, or is in the spool.
      if (connection !== current) return;
      const now = performance.now();
      connection.hasCarried = true;
      connection.owed--;
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

  /** Takes care that what waits for too long is on disk. */
  function save(into: Spool): void {
    const now = performance.now();
    into.tend(Date.now());
    // Without a connection there is no acknowledgement to wait for.
    const patience = current ? after : 0;
    if (!writing && queue.overdue(now - patience - gather, 1, 1).length > 0) writeSome(into, now - patience);
    relieve(into);
  }

  function look(): void {
    if (spool) save(spool);
    if (!current) return;
    if (current.owed >= maxOwed) current.link.end();
    else {
      ask(current);
      pump();
    }
  }

  return {
    put(message) {
      const lost = queue.put({ ...message, at: performance.now(), bornAt: Date.now() });
      if (lost > 0) dropped.add('link_full', lost);
      if (current) pump();
      if (spool) relieve(spool);
    },
    begin(link) {
      const since = performance.now();
      current = { link, since, hasCarried: false, owed: 0 };
      isAsking = false;
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

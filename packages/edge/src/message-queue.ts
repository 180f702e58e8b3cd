import type { Millis } from '@splitsight/kernel';

/** A message on its way to the broker. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** When it was handed over, by the monotonic clock. */
  readonly at: Millis;
  /** The same by the machine's clock. */
  readonly bornAt: Millis;
  /** Whether it may be written to disk. */
  readonly isKept: boolean;
  readonly onDone?: ((took: Millis) => void) | undefined;
}

/** A message that was sent over a connection and is not acknowledged. Whoever waits for that holds this, and no payload. */
export interface Flight {
  /** Until it is on disk and the broker has read it, or it was given up. */
  message: Message | undefined;
  /** Where it is on disk. */
  row: number | undefined;
  /** Whether the broker has read it, as far as is known. */
  isRead: boolean;
}

/** Messages in order: those on their way, then those that wait. Bounded in number and bytes; the oldest goes first. */
export interface MessageQueue {
  /** Puts a message at the end. @returns how many of the oldest waiting ones were dropped for it. */
  put(message: Message): number;
  /** The next message to send: it is on its way then. */
  send(): (Flight & { readonly message: Message }) | undefined;
  /** What was on its way has arrived. */
  done(flight: Flight): void;
  /**
   * The broker has read messages, and does not acknowledge them: those that are on disk are forgotten here.
   *
   * @returns how many of the oldest that it has read were given up, since memory has no room for them and the disk has not
   * taken them.
   */
  read(messages: readonly Message[]): number;
  /** The oldest messages that may be written to disk, were handed over up to a moment, and are not there yet. */
  overdue(until: Millis, most: number, mostBytes: number): readonly Message[];
  /** A message is on disk: it waits there, and here no more. @returns whether it is on its way meanwhile. */
  stored(message: Message, row: number): boolean;
  /** Gives up a message that waits. @returns whether it did. */
  remove(message: Message): boolean;
  /** Nothing is on its way any more: what was waits again, before the others, unless it is on disk. */
  backAll(): void;
  /** How many on their way are in memory. */
  inFlight(): number;
  waiting(): number;
  /** Whether half of the room for those that wait is taken. */
  isHalfFull(): boolean;
}

/**
 * Makes an empty queue for `most` waiting messages of `mostBytes` altogether, and for as much that the broker has read, and
 * has not acknowledged.
 */
export function createMessageQueue({ most, mostBytes }: { most: number; mostBytes: number }): MessageQueue {
  const inFlight = new Map<Message, Flight>();
  /** Of those on their way that the broker has read and the disk has not. */
  const unstored = { messages: 0, bytes: 0 };
  let waiting: Message[] = [];
  let head = 0;
  let bytes = 0;
  const take = (): Message | undefined => {
    const message = waiting[head];
    if (message === undefined) return undefined;
    head++;
    bytes -= message.payload.length;
    // Taking from the front of a long array is slow: it is cut once half of it has been taken.
    if (head * 2 >= waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
    return message;
  };
  const remove = (message: Message): boolean => {
    const at = waiting.indexOf(message, head);
    if (at < 0) return false;
    if (at === head) take();
    else {
      waiting.splice(at, 1);
      bytes -= message.payload.length;
    }
    return true;
  };
  const countUnstored = ({ payload }: Message, by: 1 | -1) => {
    unstored.messages += by;
    unstored.bytes += by * payload.length;
  };
  const forget = (flight: Flight) => {
    const { message } = flight;
    if (!message || !inFlight.delete(message)) return;
    if (flight.isRead && flight.row === undefined) countUnstored(message, -1);
    flight.message = undefined;
  };
  /** The oldest that the broker has read and the disk has not go, as far as there is no room for them. */
  const giveUp = (): number => {
    let lost = 0;
    for (const flight of inFlight.values()) {
      if (unstored.messages <= most && unstored.bytes <= mostBytes) break;
      if (!flight.isRead || flight.row !== undefined) continue;
      forget(flight);
      lost++;
    }
    return lost;
  };
  return {
    put(message) {
      waiting.push(message);
      bytes += message.payload.length;
      let lost = 0;
      while (waiting.length - head > most || bytes > mostBytes) {
        take();
        lost++;
      }
      return lost;
    },
    send() {
      const message = take();
      if (!message) return undefined;
      const flight = { message, row: undefined, isRead: false };
      inFlight.set(message, flight);
      return flight;
    },
    done: forget,
    read(messages) {
      for (const message of messages) {
        const flight = inFlight.get(message);
        if (!flight || flight.isRead) continue;
        if (flight.row === undefined) countUnstored(message, 1);
        flight.isRead = true;
        if (flight.row !== undefined) forget(flight);
      }
      return giveUp();
    },
    overdue(until, limit, limitBytes) {
      const found: Message[] = [];
      let size = 0;
      /** @returns whether to look further. */
      const look = (message: Message): boolean => {
        if (message.at > until || found.length >= limit || size >= limitBytes) return false;
        if (message.isKept) {
          found.push(message);
          size += message.payload.length;
        }
        return true;
      };
      for (const [message, { row }] of inFlight) if (row === undefined) look(message);
      for (let i = head; i < waiting.length; i++) {
        const message = waiting[i];
        if (!message || !look(message)) break;
      }
      return found;
    },
    stored(message, row) {
      const flight = inFlight.get(message);
      if (!flight) {
        remove(message);
        return false;
      }
      if (flight.isRead) forget(flight);
      flight.row = row;
      return true;
    },
    remove,
    backAll() {
      const back = [...inFlight].flatMap(([message, { row }]) => (row === undefined ? [message] : []));
      for (const message of back) bytes += message.payload.length;
      waiting = [...back, ...waiting.slice(head)];
      head = 0;
      inFlight.clear();
      unstored.messages = 0;
      unstored.bytes = 0;
    },
    inFlight: () => inFlight.size,
    waiting: () => waiting.length - head,
    isHalfFull: () => 2 * (waiting.length - head) > most || 2 * bytes > mostBytes,
  };
}

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

/** Messages in order: those on their way, then those that wait. Bounded in number and bytes; the oldest goes first. */
export interface MessageQueue {
  /** Puts a message at the end. @returns how many of the oldest waiting ones were dropped for it. */
  put(message: Message): number;
  /** The next message to send: it is on its way then. */
  send(): Message | undefined;
  /** A message that was on its way has arrived. @returns its row if it was written to disk. */
  done(message: Message): number | undefined;
  /** The oldest messages that may be written to disk, were handed over up to a moment, and are not there yet. */
  overdue(until: Millis, most: number, mostBytes: number): readonly Message[];
  /** A message is on disk: it waits there, and here no more. @returns whether it is on its way meanwhile. */
  stored(message: Message, row: number): boolean;
  /** Whether a message on its way is on disk, too. */
  isStored(message: Message): boolean;
  /** Gives up a message that waits. @returns whether it did. */
  remove(message: Message): boolean;
  /** Nothing is on its way any more: what was waits again, before the others, unless it is on disk. */
  backAll(): void;
  inFlight(): number;
  waiting(): number;
  /** Whether half of the room for those that wait is taken. */
  isHalfFull(): boolean;
}

/** Makes an empty queue for `most` waiting messages of `mostBytes` altogether. */
export function createMessageQueue({ most, mostBytes }: { most: number; mostBytes: number }): MessageQueue {
  /** With the row of those that are on disk. */
  const inFlight = new Map<Message, number | undefined>();
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
      if (message) inFlight.set(message, undefined);
      return message;
    },
    done(message) {
      const row = inFlight.get(message);
      inFlight.delete(message);
      return row;
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
      for (const [message, row] of inFlight) if (row === undefined) look(message);
      for (let i = head; i < waiting.length; i++) {
        const message = waiting[i];
        if (!message || !look(message)) break;
      }
      return found;
    },
    stored(message, row) {
      if (inFlight.has(message)) {
        inFlight.set(message, row);
        return true;
      }
      remove(message);
      return false;
    },
    isStored: (message) => inFlight.get(message) !== undefined,
    remove,
    backAll() {
      const back = [...inFlight].flatMap(([message, row]) => (row === undefined ? [message] : []));
      for (const message of back) bytes += message.payload.length;
      waiting = [...back, ...waiting.slice(head)];
      head = 0;
      inFlight.clear();
    },
    inFlight: () => inFlight.size,
    waiting: () => waiting.length - head,
    isHalfFull: () => 2 * (waiting.length - head) > most || 2 * bytes > mostBytes,
  };
}

import type { Millis } from '@splitsight/kernel';

/** A message on its way to the broker. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** When it was handed over, by the monotonic clock. */
  readonly at: Millis;
  readonly onDone?: ((took: Millis) => void) | undefined;
}

/** Messages in order: those on their way, then those that wait. Bounded in number and bytes; the oldest goes first. */
export interface MessageQueue {
  /** Puts a message at the end. @returns how many of the oldest waiting ones were dropped for it. */
  put(message: Message): number;
  /** The next message to send, unless `most` are on their way already. */
  send(most: number): Message | undefined;
  /** A message that was on its way has arrived. */
  done(message: Message): void;
  /** Nothing is on its way any more: what was waits again, before the others. */
  backAll(): void;
  /** All that has not arrived. */
  size(): number;
}

/** Makes an empty queue for `most` waiting messages of `mostBytes` altogether. */
export function createMessageQueue({ most, mostBytes }: { most: number; mostBytes: number }): MessageQueue {
  const inFlight = new Set<Message>();
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
    send(limit) {
      const message = inFlight.size < limit ? take() : undefined;
      if (message) inFlight.add(message);
      return message;
    },
    done(message) {
      inFlight.delete(message);
    },
    backAll() {
      for (const message of inFlight) bytes += message.payload.length;
      waiting = [...inFlight, ...waiting.slice(head)];
      head = 0;
      inFlight.clear();
    },
    size: () => inFlight.size + waiting.length - head,
  };
}

import type { Millis } from '@splitsight/kernel';
import { isGuilty, isSuspect, noSuspicion, type Suspicion, suspicionAfter } from './suspicion.ts';

/** The messages of one kind that are on their way over a connection, and whether one of them is why connections break. */
export interface Lane<T> {
  send(message: T, now: Millis): void;
  /** A message has arrived; which, is not known of one that has left. */
  arrive(message: T | undefined): void;
  /** Those are not on their way any more, though nobody has acknowledged them. */
  leave(messages: readonly T[]): void;
  /** Those that are on their way and were sent up to a moment, the oldest first. */
  messages(until: Millis): readonly T[];
  /** How many are on their way. */
  size(): number;
  /** Whether messages are to go one at a time. */
  isSuspect(): boolean;
  /** The connection is gone, and nothing is on its way. @returns the message to be given up for it. */
  end(now: Millis): T | undefined;
}

/** Makes an empty lane. After `enough` messages have arrived over a connection, what was suspected is among them. */
export function createLane<T>(enough: number): Lane<T> {
  const flying = new Map<T, Millis>();
  let arrived = 0;
  let suspicion: Suspicion<T> = noSuspicion;
  return {
    send(message, now) {
      flying.set(message, now);
    },
    arrive(message) {
      if (message !== undefined) flying.delete(message);
      if (++arrived >= enough) suspicion = noSuspicion;
    },
    leave(messages) {
      for (const message of messages) flying.delete(message);
    },
    messages: (until) => [...flying].flatMap(([message, sentAt]) => (sentAt <= until ? [message] : [])),
    size: () => flying.size,
    isSuspect: () => isSuspect(suspicion),
    end(now) {
      const [oldest] = [...flying].map(([message, sentAt]) => ({ message, flown: now - sentAt }));
      suspicion = suspicionAfter(suspicion, { oldest, hasArrived: arrived > 0 });
      flying.clear();
      arrived = 0;
      if (!isGuilty(suspicion)) return undefined;
      const { message } = suspicion;
      suspicion = noSuspicion;
      return message;
    },
  };
}

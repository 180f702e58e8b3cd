import type { Millis } from '@splitsight/kernel';

/**
 * Whether a message is why connections break.
 *
 * A broker ends the connection over a message that it does not take (a topic that may not be written, too many bytes). It
 * would be sent again on every connection, and end each. So one that connections break over again and again is sent
 * alone, and given up if they still do. A link that is merely bad or a server that comes and goes lets something through
 * now and then, and that acquits.
 */
export interface Suspicion<T> {
  readonly message: T | undefined;
  /** How many connections in a row broke over it. */
  readonly times: number;
}

/** How a connection ended. */
export interface Ending<T> {
  /** The message that had been on its way the longest, and for how long. */
  readonly oldest: { readonly message: T; readonly flown: Millis } | undefined;
  /** Whether any message of its kind has arrived over it. */
  readonly hasArrived: boolean;
}

export const noSuspicion: Suspicion<never> = { message: undefined, times: 0 };
/** A refusal follows at once. What takes longer is a link that died. */
const refusedWithin: Millis = 3_000;
const aloneFrom = 3;
const guiltyFrom = 6;

/** The suspicion after a connection has ended. */
export function suspicionAfter<T>(before: Suspicion<T>, { oldest, hasArrived }: Ending<T>): Suspicion<T> {
  if (hasArrived) return noSuspicion;
  // It broke for another reason, before anything was sent or long after.
  if (!oldest || oldest.flown > refusedWithin) return before;
  const { message } = oldest;
  return { message, times: message === before.message ? before.times + 1 : 1 };
}

/** Whether messages of this kind are to be sent one at a time. */
export function isSuspect({ times }: Suspicion<unknown>): boolean {
  return times >= aloneFrom;
}

/** Whether the message is to be given up. */
export function isGuilty({ times }: Suspicion<unknown>): boolean {
  return times >= guiltyFrom;
}

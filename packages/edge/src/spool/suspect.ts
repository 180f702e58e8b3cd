import type { Millis } from '@splitsight/kernel';

/**
 * Whether a spooled message is why connections break.
 *
 * A broker ends the connection over a message that it does not take (a topic that may not be written, too many bytes). It
 * would be sent again on every connection, and end each. So one that connections break over again and again is sent
 * alone, and dropped if they still do. A link that is merely bad or a server that comes and goes lets something through
 * now and then, and that acquits.
 */
export interface Suspicion {
  /** The message; 0 for none. */
  readonly id: number;
  /** How many connections in a row broke over it. */
  readonly times: number;
}

/** How a connection ended. */
export interface Ending {
  /** The oldest spooled message on its way, and for how long it had been. */
  readonly oldest: { readonly id: number; readonly flown: Millis } | undefined;
  /** Whether any spooled message has arrived over it. */
  readonly hasArrived: boolean;
}

export const noSuspicion: Suspicion = { id: 0, times: 0 };
/** A refusal follows at once. What takes longer is a link that died. */
const refusedWithin: Millis = 3_000;
const aloneFrom = 3;
const guiltyFrom = 6;

/** The suspicion after a connection has ended. */
export function suspicionAfter(before: Suspicion, { oldest, hasArrived }: Ending): Suspicion {
  if (hasArrived) return noSuspicion;
  // It broke for another reason, before anything was sent or long after.
  if (!oldest || oldest.flown > refusedWithin) return before;
  return { id: oldest.id, times: oldest.id === before.id ? before.times + 1 : 1 };
}

/** Whether spooled messages are to be sent one at a time, over a connection that is known to work. */
export function isSuspect({ times }: Suspicion): boolean {
  return times >= aloneFrom;
}

/** Whether the message is to be given up. */
export function isGuilty({ times }: Suspicion): boolean {
  return times >= guiltyFrom;
}

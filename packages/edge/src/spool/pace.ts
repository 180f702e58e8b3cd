import type { Millis } from '@splitsight/kernel';

/**
 * How fast spooled messages follow once the broker is back.
 *
 * Fresh messages share the link with them, so the time until an acknowledgement says how much is too much: it grows when
 * messages queue anywhere on the way, in a thin link or in a server that is busy (LEDBAT, RFC 6817, does so for bytes).
 */
export interface Pace {
  /** So many spooled messages may be on their way. */
  readonly window: number;
  /** What an acknowledgement takes when nothing queues. */
  readonly floor: Millis;
  /** Until then the window is not halved again: the acknowledgements that come still tell of the wider one. */
  readonly calmUntil: Millis;
  /** How many may be sent at once for their number a second. */
  readonly credit: number;
  readonly creditAt: Millis;
}

/** What is on its way or waits before spooled messages. */
export interface Traffic {
  /** Fresh messages that wait for room. */
  readonly waiting: number;
  /** All messages on their way. */
  readonly inFlight: number;
  /** The spooled ones of them. */
  readonly replayed: number;
}

/** Fresh messages come later by about this much, at the most, while spooled ones follow. */
export const slack: Millis = 100;
export const leastWindow = 1;
export const mostWindow = 32;
/** At most so many messages are on their way; more in flight would win nothing and be sent twice after a break. */
export const maxInFlight = 64;
/** What may be sent at once, as a share of a second. */
const burst = 0.05;

/** The pace of a new connection. */
export function startPace(now: Millis): Pace {
  return { window: leastWindow, floor: Number.POSITIVE_INFINITY, calmUntil: now, credit: 0, creditAt: now };
}

/** The acknowledgement of a message, fresh or spooled. */
export interface Acknowledgement {
  /** How long after the message was sent it came. */
  readonly took: Millis;
  /** Whether no other was on its way when the message was sent: then nothing of our own making delayed it. */
  readonly wasAlone: boolean;
}

/** The pace after an acknowledgement. */
export function paceAfter(pace: Pace, { took, wasAlone }: Acknowledgement, now: Millis): Pace {
  // A link may become slower for good, which only a message that went alone can tell from a queue.
  const floor = wasAlone ? took : Math.min(took, pace.floor);
  if (took <= floor + Math.max(slack, floor / 4))
    return { ...pace, floor, window: Math.min(mostWindow, pace.window + 1 / pace.window) };
  if (now < pace.calmUntil) return { ...pace, floor };
  return { ...pace, floor, window: Math.max(leastWindow, pace.window / 2), calmUntil: now + took };
}

/** How many spooled messages may be sent now, and the pace with its credit brought up to date. */
export function roomFor(
  pace: Pace,
  { waiting, inFlight, replayed }: Traffic,
  perSecond: number,
  now: Millis,
): { readonly pace: Pace; readonly room: number } {
  const earned = (Math.max(0, now - pace.creditAt) * perSecond) / 1000;
  const credit = Math.min(Math.max(1, perSecond * burst), pace.credit + earned);
  const next = { ...pace, credit, creditAt: now };
  if (waiting > 0) return { pace: next, room: 0 };
  const room = Math.min(Math.floor(pace.window) - replayed, maxInFlight - inFlight, Math.floor(credit));
  return { pace: next, room: Math.max(0, room) };
}

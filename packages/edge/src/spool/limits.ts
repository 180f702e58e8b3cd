import type { Millis } from '@splitsight/kernel';

/** How much a spool may hold. */
export interface SpoolLimits {
  readonly maxBytes: number;
  readonly maxAge: Millis;
}

/** What a spool holds. */
export interface SpoolHoldings {
  readonly messages: number;
  readonly bytes: number;
}

/** A message, as far as its age goes. */
export interface Aged {
  readonly id: number;
  readonly at: Millis;
}

/** When it is now, and since when this run of the agent writes. */
export interface SpoolMoment {
  /** The machine's clock, which may be set at any time. */
  readonly now: Millis;
  /** For how long this run has had the spool, by the monotonic clock. */
  readonly running: Millis;
  /** For how long the machine's clock has not been set, as far as this run has seen. */
  readonly unset: Millis;
  /** The last id from before this run. */
  readonly before: number;
}

/** The most that are dropped at once: the main thread has other work. */
export const dropStep = 256;

/** A clock is believed to tell what is too old once it has gone on steadily for so long. */
const believedAfter: Millis = 3_600_000;

/** How many of the oldest messages are to go, so that the others fit; at most {@link dropStep} at once. */
export function excessOf({ messages, bytes }: SpoolHoldings, { maxBytes }: SpoolLimits): number {
  if (bytes <= maxBytes || messages === 0) return 0;
  return Math.min(messages, dropStep, Math.max(1, Math.ceil(((bytes - maxBytes) / bytes) * messages)));
}

/**
 * Which messages are too old.
 *
 * The clock alone cannot tell: a Raspberry Pi starts without the time, and when it learns it, all that was written before
 * looks years old. What this run wrote is no older than this run; of what was written before, a clock that was set ahead by
 * mistake and is set right within the hour makes nothing old.
 */
export function expiredOf(rows: readonly Aged[], { maxAge }: SpoolLimits, moment: SpoolMoment): readonly number[] {
  const { now, running, unset, before } = moment;
  if (unset < believedAfter) return [];
  return rows.filter(({ id, at }) => now - at > maxAge && (id <= before || running > maxAge)).map(({ id }) => id);
}

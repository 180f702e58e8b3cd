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
  /** The last id from before this run. */
  readonly before: number;
}

/** The most that are dropped at once: the main thread has other work. */
export const dropStep = 256;

/** How many of the oldest messages are to go, so that the others fit; at most {@link dropStep} at once. */
export function excessOf({ messages, bytes }: SpoolHoldings, { maxBytes }: SpoolLimits): number {
  if (bytes <= maxBytes || messages === 0) return 0;
  return Math.min(messages, dropStep, Math.max(1, Math.ceil(((bytes - maxBytes) / bytes) * messages)));
}

/**
 * Which messages are too old.
 *
 * The clock alone cannot tell: a Raspberry Pi starts without the time, and when it learns it, all that was written before
 * looks years old. What this run wrote is no older than this run.
 */
export function expiredOf(rows: readonly Aged[], { maxAge }: SpoolLimits, moment: SpoolMoment): readonly number[] {
  const { now, running, before } = moment;
  return rows.filter(({ id, at }) => now - at > maxAge && (id <= before || running > maxAge)).map(({ id }) => id);
}

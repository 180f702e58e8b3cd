import type { Millis } from './time.ts';

/** How long to wait before trying again: exponential growth up to a ceiling, with jitter. */
export interface BackoffSchedule {
  /** The wait after the first failure. */
  readonly first: Millis;
  /** The longest wait. */
  readonly max: Millis;
  /** What each further failure multiplies the wait by. */
  readonly factor: number;
  /** The share of the wait that is random, 0..1: agents that failed together do not come back together. */
  readonly jitter: number;
}

/**
 * The wait before the next try.
 *
 * @param failures how many tries have failed in a row, 1 or more.
 * @param random a number in [0, 1).
 */
export function backoffDelay(schedule: BackoffSchedule, failures: number, random: number): Millis {
  // Beyond 64 doublings every schedule has reached its ceiling, and the power would run off to infinity.
  const full = Math.min(schedule.max, schedule.first * schedule.factor ** Math.min(failures - 1, 64));
  return Math.round(full * (1 - schedule.jitter * random));
}

import type { Millis } from '@splitsight/kernel';

/** What is known of the wall clock: by it, nothing is deleted that a step of it has made old. */
export interface TimeTrust {
  /** The moment that is believed. */
  readonly at: Millis;
  /** The steady clock at that moment. */
  readonly steady: Millis;
  /** A step that was seen: how far the wall clock is from the steady one since, and since when. */
  readonly doubt: { readonly offset: Millis; readonly since: Millis } | null;
}

/** Clocks may differ by this much between two looks without having stepped. */
const slack: Millis = 60_000;
/** A wall clock that has stepped is believed again after it went steadily for so long. */
const believedAfter: Millis = 3_600_000;
/** At a start: longer than this after the newest row, the clock may have stepped as well as the server been off. */
export const longestNight: Millis = 86_400_000;

/**
 * At a start.
 *
 * @param newest when the newest row of the database came in; null when there is none.
 */
export function beginTrust(wall: Millis, steady: Millis, newest: Millis | null): TimeTrust {
  if (newest === null || wall <= newest + longestNight) return { at: wall, steady, doubt: null };
  return { at: newest, steady, doubt: { offset: wall - steady, since: steady } };
}

/**
 * Looks at both clocks.
 *
 * @param wall which people and networks may set.
 * @param steady which only counts on.
 * @returns what is believed now: the wall clock, unless it has stepped forward within the last hour; a wall clock that was set
 * back is believed at once, for it makes nothing older.
 */
export function stepTrust(before: TimeTrust, wall: Millis, steady: Millis): TimeTrust {
  const expected = before.at + (steady - before.steady);
  if (wall <= expected + slack) return { at: wall, steady, doubt: null };
  const offset = wall - steady;
  const isSame = before.doubt !== null && Math.abs(offset - before.doubt.offset) <= slack;
  const doubt = isSame && before.doubt ? before.doubt : { offset, since: steady };
  if (steady - doubt.since >= believedAfter) return { at: wall, steady, doubt: null };
  return { at: expected, steady, doubt };
}

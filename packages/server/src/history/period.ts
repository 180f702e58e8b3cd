import type { Millis } from '@splitsight/kernel';
import { serverError } from '../errors.ts';

/** @throws CodedError HISTORY_PERIOD where nothing lies from `since` on and before `until`. */
export function requirePeriod(since: Millis, until: Millis): void {
  if (since >= until) throw serverError('HISTORY_PERIOD', describePeriod(since, until));
}

/** In words, by UTC. */
export function describePeriod(since: Millis, until: Millis): string {
  return `from ${isoOf(since)} to ${isoOf(until)}`;
}

/** Whole numbers that are no moment of any calendar stay numbers. */
function isoOf(moment: Millis): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? String(moment) : date.toISOString();
}

import type { Millis } from '@splitsight/kernel';
import type { Timing } from '../flow.ts';

/** How far a capture time may be from the server's clock. */
export interface TimingRule {
  readonly late: Millis;
  readonly future: Millis;
}

/** Judges a capture time by the server's clock. */
export function timingOf(capturedAt: Millis, now: Millis, rule: TimingRule): Timing {
  if (capturedAt < now - rule.late) return 'late';
  return capturedAt > now + rule.future ? 'ahead' : 'live';
}

/**
 * The same, right after the server's clock was set: agents stamp by the time of before until they have asked for the new
 * one, so that what is live by either is live. What is ahead of a clock that was set back, and was late by the one before,
 * is late.
 *
 * @param offsets the clocks of before less the one of now.
 */
export function timingSince(capturedAt: Millis, now: Millis, rule: TimingRule, offsets: readonly Millis[]): Timing {
  const timing = timingOf(capturedAt, now, rule);
  if (timing === 'live' || offsets.length === 0) return timing;
  const before = offsets.map((by) => timingOf(capturedAt, now + by, rule));
  if (before.includes('live')) return 'live';
  return before.includes('late') ? 'late' : timing;
}

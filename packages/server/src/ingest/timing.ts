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

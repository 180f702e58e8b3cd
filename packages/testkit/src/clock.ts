import type { Clock, Millis } from '@splitsight/kernel';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves the clock by `step`; a negative step sets it back, as an administrator might. */
  advance(step: Millis): void;
  /** Sets the clock. */
  set(now: Millis): void;
}

/** Makes a clock that shows `start` (default: the first millisecond of 2026) until it is moved. */
export function createManualClock(start: Millis = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  return {
    now: () => now,
    advance(step) {
      now += step;
    },
    set(next) {
      now = next;
    },
  };
}

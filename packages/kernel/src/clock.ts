import type { Clock, Millis } from './time.ts';

/** Smaller steps are not told: they come from rounding and from clocks that are slewed. */
export const leastStep: Millis = 250;

/**
 * Watches a clock that may be set by one that cannot.
 *
 * @param wall the time of day.
 * @param monotonic milliseconds from any start, never set.
 */
export function createSteppedClock(wall: Clock, monotonic: () => Millis): Required<Clock> {
  const start = wall.now() - monotonic();
  let stepped = 0;
  const look = () => {
    const before = monotonic();
    const now = wall.now();
    const drift = now - before - start;
    // Whoever was interrupted between the two readings has seen no step.
    const isWhole = monotonic() - before < leastStep / 4;
    if (isWhole && Math.abs(drift - stepped) >= leastStep) stepped = Math.round(drift);
    return now;
  };
  return {
    now: look,
    stepped() {
      look();
      return stepped;
    },
  };
}

/** The sum of a clock's steps; 0 of one that does not know of any. */
export function steppedOf(clock: Clock): Millis {
  return clock.stepped?.() ?? 0;
}

/** The time of a clock as if it had never been set since it was first read: for durations that must not end by a step. */
export function steadyNow(clock: Clock): Millis {
  const stepped = steppedOf(clock);
  return clock.now() - stepped;
}

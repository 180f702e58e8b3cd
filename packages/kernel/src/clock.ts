import type { Clock, Millis } from './time.ts';

/** A clock that knows by how much it was set while it was read. */
export interface SteppedClock extends Clock {
  /** The sum of the steps since the start: positive when it was set ahead. Steps of less than {@link leastStep} are not told. */
  stepped(): Millis;
}

/** Smaller differences come from rounding and from clocks that are slewed. */
export const leastStep: Millis = 250;

/**
 * Watches a clock that may be set by one that cannot.
 *
 * @param wall the time of day.
 * @param monotonic milliseconds from any start, never set.
 */
export function createSteppedClock(wall: Clock, monotonic: () => Millis): SteppedClock {
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

/**
 * The time of a clock as if it had never been set since it was first read: for durations that must not end by a step.
 *
 * A clock that does not know of steps is taken at its word.
 */
export function steadyNow(clock: Clock & Partial<Pick<SteppedClock, 'stepped'>>): Millis {
  const stepped = clock.stepped?.() ?? 0;
  return clock.now() - stepped;
}

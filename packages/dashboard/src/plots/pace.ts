import type { Millis } from '@splitsight/kernel';

/** How fast the page is scrolled. */
export interface Pace {
  /** The page was scrolled: it begins at `top` now, in CSS pixels. */
  moved(top: number, now: Millis): void;
  /** Whether it goes by too fast to be read. A page that is not moved for a moment rests. */
  isFast(now: Millis): boolean;
}

/** CSS pixels a second: two screens. Somebody who reads while scrolling does one at most. */
const fast = 2_000;
/** Wheels move in steps: what is between two of them does not count as rest. */
export const restAfter: Millis = 120;

export function createPace(): Pace {
  let last = { top: 0, at: Number.NEGATIVE_INFINITY };
  let speed = 0;
  return {
    moved(top, now) {
      const took = now - last.at;
      // After a rest there is no speed yet. Of a speed, half is that of before: one long step is no flight.
      speed = took >= restAfter ? 0 : (speed + (1000 * Math.abs(top - last.top)) / Math.max(1, took)) / 2;
      last = { top, at: now };
    },
    isFast: (now) => speed >= fast && now - last.at < restAfter,
  };
}

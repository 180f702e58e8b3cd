import type { Millis } from '@splitsight/kernel';

/** How retention works: a step, and a wait after it. */
export interface Pace {
  /** How many rows, or pages, the next step takes. */
  readonly rows: number;
  /** How long it waits after it. */
  readonly pause: Millis;
}

/** A step takes about this long: frames that come in meanwhile wait for it. */
const target: Millis = 4;
const fewest = 16;
const most = 4000;
/** A step whose time says nothing, because it took less than clocks and interruptions are off by, changes little. */
const leastTook: Millis = 1;
const shortestPause: Millis = 2;

/** Which share of the time is worked: seldom hurried, more where the disk is short. */
export const shares = { usual: 0.1, hurried: 0.4 } as const;

/** How to go on after a step of so many rows that took so long. */
export function nextPace(rows: number, took: Millis, share: number): Pace {
  const factor = Math.min(2, Math.max(0.25, target / Math.max(took, leastTook)));
  return {
    rows: Math.round(Math.min(most, Math.max(fewest, rows * factor))),
    pause: Math.max(shortestPause, took * (1 / share - 1)),
  };
}

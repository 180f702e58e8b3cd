import type { FeatureDrift } from './feature-drift.ts';

/**
 * Which of many tests found something, with at most a share `level` of false ones among them on average (Benjamini and
 * Hochberg 1995). Tests of cameras may resemble each other; the bound holds for those that agree (Benjamini and
 * Yekutieli 2001).
 */
export function discoveries(ps: readonly number[], level: number): readonly boolean[] {
  const sorted = [...ps].sort((a, b) => a - b);
  let limit = -1;
  sorted.forEach((p, index) => {
    if (p <= (level * (index + 1)) / sorted.length) limit = p;
  });
  return ps.map((p) => p <= limit);
}

/** A day so many times as far beyond the median day as the farthest day before is no usual day. */
const clearly = 2;

/**
 * Whether a day has drifted: the test found something, and the day lies beyond the median day of the history at least
 * twice as far as the farthest one. The second half keeps a grey day among sunny ones from being a drift: even if nothing
 * but whole days differed, to be the farthest of `days` + 1 days alone happens by chance once in as many.
 */
export function isDrifted({ distance, usual, farthest }: FeatureDrift, isFound: boolean): boolean {
  return isFound && distance > farthest && distance - usual >= clearly * (farthest - usual);
}

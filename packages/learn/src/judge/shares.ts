import { type Measured, wilson } from '../figures.ts';

/**
 * Measures the share of some rows that are hits, with Wilson's 95 % interval.
 *
 * Rows of one group are looks at the same event: a head that is right about one is mostly right about all. Each group
 * therefore counts once: the interval is that of as many rows as there are groups, fewer where they differ in size
 * (Kish, Survey Sampling, 1965: the square of the sum over the sum of the squares). Where groups disagree within
 * themselves that is wider than need be, never narrower. Without groups, or with one row in each, it is Wilson's own.
 *
 * @param groups the group of each of the rows; each row is its own without.
 */
export function measureShare(hits: number, rows: number, groups?: Iterable<number>): Measured {
  return wilsonOf(hits / Math.max(1, rows), groups ? independent(groups) : rows);
}

/** Wilson's interval for a share seen among `n` rows, which need not be a whole number. */
export function wilsonOf(share: number, n: number): Measured {
  return wilson(share * n, n);
}

/** As how many independent rows these count. */
export function independent(groups: Iterable<number>): number {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  let rows = 0;
  let squares = 0;
  for (const size of sizes.values()) {
    rows += size;
    squares += size * size;
  }
  return squares === 0 ? 0 : (rows * rows) / squares;
}

/** A value that was looked at, and when: minutes since the beginning. */
export interface Point {
  readonly minute: number;
  readonly value: number;
}

/** A straight line through points, and what its slope is worth. */
export interface Trend {
  /** Units a minute, least squares. */
  readonly slope: number;
  /** The slope's 99 % confidence interval. */
  readonly low: number;
  readonly high: number;
  /** The line at minute 0. */
  readonly from: number;
  /** The points that the line was drawn through: means of so many blocks. */
  readonly blocks: number;
  /** Whether the slope may be nothing but noise: the interval reaches down to 0. What falls does not grow. */
  readonly isFlat: boolean;
}

/** Each block is one value: neighbours in time resemble each other, and a line through all of them would seem too sure. */
const mostBlocks = 24;
const leastBlocks = 6;

/**
 * Draws a line by ordinary least squares through the means of up to 24 blocks of equal length, with a 99 % interval by
 * Student's t of what is left over. Memory goes up and down with the garbage collector over seconds; means of a minute of
 * it are as good as independent.
 *
 * @returns undefined for fewer than six points.
 */
export function trendOf(points: readonly Point[]): Trend | undefined {
  if (points.length < leastBlocks) return undefined;
  const means = blockMeans(points, Math.min(mostBlocks, points.length));
  const n = means.length;
  const { slope, from, spread } = lineThrough(means);
  const left = means.reduce((sum, { minute, value }) => sum + (value - from - slope * minute) ** 2, 0);
  const error = Math.sqrt(left / (n - 2) / spread);
  const reach = studentT(n - 2) * error;
  return { slope, low: slope - reach, high: slope + reach, from, blocks: n, isFlat: slope - reach <= 0 };
}

/** The line of least squares; level through points of one minute. `spread` is the sum of squares of the minutes about their mean. */
export function lineThrough(points: readonly Point[]): { slope: number; from: number; spread: number } {
  const x0 = mean(points.map(({ minute }) => minute));
  const y0 = mean(points.map(({ value }) => value));
  const spread = points.reduce((sum, { minute }) => sum + (minute - x0) ** 2, 0);
  const rise = points.reduce((sum, { minute, value }) => sum + (minute - x0) * (value - y0), 0);
  const slope = spread === 0 ? 0 : rise / spread;
  return { slope, from: y0 - slope * x0, spread };
}

function blockMeans(points: readonly Point[], blocks: number): readonly Point[] {
  return Array.from({ length: blocks }, (_, i) => {
    const block = points.slice(
      Math.floor((i * points.length) / blocks),
      Math.floor(((i + 1) * points.length) / blocks),
    );
    return { minute: mean(block.map(({ minute }) => minute)), value: mean(block.map(({ value }) => value)) };
  });
}

/** The 99.5 % quantile of Student's t (Abramowitz and Stegun 26.7.5; to 1 % from four degrees of freedom on). */
function studentT(freedom: number): number {
  const z = 2.575_829;
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

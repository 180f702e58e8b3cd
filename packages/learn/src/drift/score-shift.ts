/** How the scores of a day differ from those of the days before. */
export interface ScoreShift {
  /** The population stability index: 0 is the same, above 0.25 a large change by the usual rule of thumb. */
  readonly psi: number;
  /** The largest difference of the two cumulative distributions (Kolmogorov and Smirnov), as far as bins can tell. */
  readonly ks: number;
  /** The largest index of a day of the history against the others; null when there is too little history. */
  readonly farthest: number | null;
  readonly days: number;
  readonly scores: number;
}

/** A bin without any score counts as this many, so that no logarithm is infinite. */
const smoothing = 0.5;
const largePsi = 0.25;
const minDays = 5;
const minScores = 100;

/**
 * Compares histograms of scores: that of a day with the sum of the days before.
 *
 * Scores of one camera depend on each other, so no p-value is stated: a day is judged by its camera's own days.
 */
export function scoreShift(day: ArrayLike<number>, history: readonly ArrayLike<number>[]): ScoreShift {
  const days = history.filter((one) => total(one) >= minScores);
  const all = sumOf(days, day.length);
  const own = days.map((one) => stabilityIndex(one, subtract(all, one)));
  return {
    psi: stabilityIndex(day, all),
    ks: largestGap(day, all),
    farthest: days.length < minDays ? null : Math.max(...own),
    days: days.length,
    scores: total(day),
  };
}

/** Whether scores have shifted: by a large index, larger than that of every day before. */
export function isShifted({ psi, farthest, scores }: ScoreShift): boolean {
  return farthest !== null && scores >= minScores && psi > largePsi && psi > farthest;
}

/** Σ (a − b) ln(a / b) over the shares a and b of the bins. */
export function stabilityIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const totals = [a, b].map((bins) => total(bins) + smoothing * bins.length);
  const [totalA = 1, totalB = 1] = totals;
  let sum = 0;
  for (let bin = 0; bin < a.length; bin++) {
    const shareA = ((a[bin] as number) + smoothing) / totalA;
    const shareB = ((b[bin] as number) + smoothing) / totalB;
    sum += (shareA - shareB) * Math.log(shareA / shareB);
  }
  return sum;
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [totalA, totalB] = [Math.max(1, total(a)), Math.max(1, total(b))];
  let [cumulativeA, cumulativeB, gap] = [0, 0, 0];
  for (let bin = 0; bin < a.length; bin++) {
    cumulativeA += (a[bin] as number) / totalA;
    cumulativeB += (b[bin] as number) / totalB;
    gap = Math.max(gap, Math.abs(cumulativeA - cumulativeB));
  }
  return gap;
}

function total(bins: ArrayLike<number>): number {
  return Array.from(bins).reduce((sum, count) => sum + count, 0);
}

function sumOf(histograms: readonly ArrayLike<number>[], bins: number): Float64Array {
  return Float64Array.from({ length: bins }, (_, bin) =>
    histograms.reduce((sum, one) => sum + (one[bin] as number), 0),
  );
}

function subtract(all: Float64Array, one: ArrayLike<number>): Float64Array {
  return all.map((count, bin) => count - (one[bin] as number));
}

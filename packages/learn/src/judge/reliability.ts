const binCount = 15;

/** The rows whose likeliest class has a probability in a bin. */
export interface ConfidenceBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** The mean probability of the likeliest class; 0 in an empty bin. */
  readonly confidence: number;
  /** The share of rows whose likeliest class is right; 0 in an empty bin. */
  readonly right: number;
}

/** How far confidence is from being right. */
interface Reliability {
  /** Expected calibration error: the mean distance of the two, weighed by rows (Naeini et al., 2015). */
  readonly ece: number;
  /** 15 bins of equal width. */
  readonly bins: readonly ConfidenceBin[];
}

/**
 * Compares confidence with the share that is right.
 *
 * @param confidence the probability of each row's likeliest class, 0 to 1.
 * @param right 1 where that class is right.
 */
export function reliability(confidence: ArrayLike<number>, right: Uint8Array): Reliability {
  const { counts, sums, hits } = fill(confidence, right);
  const bins = Array.from(counts, (n, bin) => ({
    from: bin / binCount,
    to: (bin + 1) / binCount,
    n,
    confidence: (sums[bin] as number) / Math.max(1, n),
    right: (hits[bin] as number) / Math.max(1, n),
  }));
  return { ece: calibrationError(confidence, right), bins };
}

/** The expected calibration error of rows that stand `weights` times each, or once. */
export function calibrationError(confidence: ArrayLike<number>, right: Uint8Array, weights?: Float64Array): number {
  const { counts, sums, hits } = fill(confidence, right, weights);
  let total = 0;
  let miss = 0;
  for (let bin = 0; bin < binCount; bin++) {
    total += counts[bin] as number;
    miss += Math.abs((sums[bin] as number) - (hits[bin] as number));
  }
  return miss / Math.max(1, total);
}

function fill(confidence: ArrayLike<number>, right: Uint8Array, weights?: Float64Array) {
  const counts = new Float64Array(binCount);
  const sums = new Float64Array(binCount);
  const hits = new Float64Array(binCount);
  for (let row = 0; row < confidence.length; row++) {
    const bin = Math.min(binCount - 1, Math.floor((confidence[row] as number) * binCount));
    const weight = weights ? (weights[row] as number) : 1;
    counts[bin] = (counts[bin] as number) + weight;
    sums[bin] = (sums[bin] as number) + weight * (confidence[row] as number);
    hits[bin] = (hits[bin] as number) + weight * (right[row] as number);
  }
  return { counts, sums, hits };
}

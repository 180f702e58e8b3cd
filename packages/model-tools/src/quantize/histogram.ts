/** The values that 8 bits stand for: from `low` to `high`, with 0 among them. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * How the range of a value is chosen from what was seen of it: all of it (`max`); all but one value in 10,000 on each side
 * (`percentile`); or what gives the least squared error, rounding and cutting taken together (`mse`).
 */
export const rangeMethods = ['max', 'percentile', 'mse'] as const;
export type RangeMethod = (typeof rangeMethods)[number];

/** Counts how often values of each size were seen. Its memory is fixed: the bins widen as larger values come. */
export interface Histogram {
  /** @returns false when one of the values is not a finite number. */
  add(values: Float32Array): boolean;
  range(method: RangeMethod): Range;
}

const binCount = 2048;
const steps = 255;
/** Beyond this quantile values are cut by `percentile`. */
const quantile = 0.9999;
/** How many tops `mse` tries. */
const candidates = 128;

export function createHistogram(): Histogram {
  const negative = createSide();
  const positive = createSide();
  let zeros = 0;
  return {
    add(values) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i] as number;
        if (value > 0) positive.add(value);
        else if (value < 0) negative.add(-value);
        else if (value === 0) zeros++;
        else return false;
      }
      return Number.isFinite(positive.top()) && Number.isFinite(negative.top());
    },
    range(method) {
      const total = positive.count() + zeros + negative.count();
      const highest = positive.top();
      const lowest = negative.top();
      if (method === 'max') return { low: 0 - lowest, high: highest };
      if (method === 'percentile') return { low: 0 - negative.cutAt(total), high: positive.cutAt(total) };
      let best = { error: Number.POSITIVE_INFINITY, share: 1 };
      for (let i = 1; i <= candidates; i++) {
        const share = i / candidates;
        const step = ((highest + lowest) * share) / steps;
        const error =
          positive.excess(highest * share) +
          negative.excess(lowest * share) +
          ((positive.count() + negative.count()) * step * step) / 12;
        if (error < best.error) best = { error, share };
      }
      return { low: 0 - lowest * best.share, high: highest * best.share };
    },
  };
}

/** The values on one side of 0, by their size. */
function createSide() {
  let bins: Float64Array = new Float64Array(binCount);
  let width = 2 ** -20;
  let top = 0;
  let count = 0;
  return {
    count: () => count,
    add(size: number) {
      while (size >= width * binCount && Number.isFinite(size)) {
        bins = halved(bins);
        width *= 2;
      }
      const bin = Math.min(binCount - 1, Math.floor(size / width));
      bins[bin] = (bins[bin] as number) + 1;
      if (size > top) top = size;
      count++;
    },
    top: () => top,
    /** The size that all but the share beyond the quantile, of `total` values, stay below. */
    cutAt(total: number): number {
      let beyond = 0;
      for (let bin = binCount - 1; bin >= 0; bin--) {
        beyond += bins[bin] as number;
        if (beyond > total * (1 - quantile)) return Math.min(top, (bin + 1) * width);
      }
      return 0;
    },
    /** The squared error of cutting every value to `limit`. */
    excess(limit: number): number {
      let error = 0;
      for (let bin = Math.floor(limit / width); bin < binCount; bin++) {
        error += (bins[bin] as number) * Math.max(0, (bin + 0.5) * width - limit) ** 2;
      }
      return error;
    },
  };
}

/** Bins of twice the width. */
function halved(bins: Float64Array): Float64Array {
  return bins.map((_, i) => (2 * i < binCount ? (bins[2 * i] as number) + (bins[2 * i + 1] as number) : 0));
}

import type { Vectors } from './vectors.ts';

/** The values of each dimension, over the rows whose values are all finite numbers; zeros where there is none. */
export interface Dimensions {
  readonly min: readonly number[];
  readonly mean: readonly number[];
  readonly max: readonly number[];
  /** Those that are the same in every row. */
  readonly constant: readonly number[];
}

/** Measures each dimension. @param rows those whose values are finite. */
export function measureDimensions({ features, dims }: Vectors, rows: readonly number[]): Dimensions {
  const min = new Float64Array(dims).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(dims).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(dims);
  for (const row of rows) {
    const start = row * dims;
    for (let d = 0; d < dims; d++) {
      const value = features[start + d] as number;
      if (value < (min[d] as number)) min[d] = value;
      if (value > (max[d] as number)) max[d] = value;
      sum[d] = (sum[d] as number) + value;
    }
  }
  if (rows.length === 0) {
    min.fill(0);
    max.fill(0);
  }
  return {
    min: [...min],
    mean: Array.from(sum, (value) => value / Math.max(1, rows.length)),
    max: [...max],
    constant: Array.from(min, (_, d) => d).filter((d) => min[d] === max[d]),
  };
}

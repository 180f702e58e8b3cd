import { quantile, sortedColumn } from './quantile.ts';

/** Steps of 8 bits a value. */
const steps = 255;

/**
 * Chooses the range of each dimension for `u8`: 0 to the given quantile over a calibration set. Features come after a
 * ReLU, so 0 is exact; the few values above the quantile are cut to it.
 *
 * @param features count × dims
 * @param share 0.999: one value in a thousand may be cut.
 * @returns the size of one step of each dimension; a dimension that is always 0 gets the smallest range of all.
 */
export function calibrateU8(features: Float32Array, dims: number, share: number): Float32Array {
  const tops = Float32Array.from({ length: dims }, (_, i) => quantile(sortedColumn(features, dims, i), share));
  const smallest = Math.max(1e-6, Math.min(...tops.filter((top) => top > 0)));
  return tops.map((top) => Math.max(top, Number.isFinite(smallest) ? smallest : 1) / steps);
}

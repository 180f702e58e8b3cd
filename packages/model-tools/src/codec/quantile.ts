/** One dimension of features, count × dims, in rising order. */
export function sortedColumn(features: ArrayLike<number>, dims: number, dimension: number): Float32Array {
  const count = features.length / dims;
  return Float32Array.from({ length: count }, (_, row) => features[row * dims + dimension] as number).sort();
}

/** The smallest value that at least `share` of the values do not exceed (nearest rank). 0 of no values. */
export function quantile(sorted: Float32Array, share: number): number {
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length - 1, Math.max(0, rank - 1))] ?? 0;
}

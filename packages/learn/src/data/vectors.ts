/** Vectors row by row. */
export interface Vectors {
  /** count × dims */
  readonly features: Float32Array;
  readonly dims: number;
}

/** The dot product of two rows that start at these places. Four sums side by side: twice as fast as one. */
export function dot(a: Float32Array, aAt: number, b: Float32Array, bAt: number, dims: number): number {
  let w = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  let d = 0;
  for (; d + 4 <= dims; d += 4) {
    w += (a[aAt + d] as number) * (b[bAt + d] as number);
    x += (a[aAt + d + 1] as number) * (b[bAt + d + 1] as number);
    y += (a[aAt + d + 2] as number) * (b[bAt + d + 2] as number);
    z += (a[aAt + d + 3] as number) * (b[bAt + d + 3] as number);
  }
  for (; d < dims; d++) w += (a[aAt + d] as number) * (b[bAt + d] as number);
  return w + x + y + z;
}

/**
 * The cosine of the angle between the row that starts at `at` and a vector of length 1; no number where the row has no
 * direction. The row's length comes from the same pass: it costs a third more than the product alone, not as much again.
 */
export function cosineTo(features: Float32Array, at: number, direction: Float64Array): number {
  const dims = direction.length;
  let w = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  let ww = 0;
  let xx = 0;
  let yy = 0;
  let zz = 0;
  let d = 0;
  for (; d + 4 <= dims; d += 4) {
    const a = features[at + d] as number;
    const b = features[at + d + 1] as number;
    const c = features[at + d + 2] as number;
    const e = features[at + d + 3] as number;
    w += a * (direction[d] as number);
    x += b * (direction[d + 1] as number);
    y += c * (direction[d + 2] as number);
    z += e * (direction[d + 3] as number);
    ww += a * a;
    xx += b * b;
    yy += c * c;
    zz += e * e;
  }
  for (; d < dims; d++) {
    const a = features[at + d] as number;
    w += a * (direction[d] as number);
    ww += a * a;
  }
  return (w + x + y + z) / Math.sqrt(ww + xx + yy + zz);
}

/**
 * One over the length of each row, so that cosine similarity is a dot product times two of them. A row without a
 * direction (all zeros, or a value that is not a finite number) has 0: it resembles nothing.
 */
export function inverseLengths({ features, dims }: Vectors): Float64Array {
  return Float64Array.from({ length: features.length / dims }, (_, row) => {
    const inverse = 1 / Math.sqrt(dot(features, row * dims, features, row * dims, dims));
    return Number.isFinite(inverse) ? inverse : 0;
  });
}

/** How near features are to others of the same pictures. */
export interface Fidelity {
  /** The cosine between the two features of a picture: the smallest, and the mean. */
  readonly min: number;
  readonly mean: number;
  readonly n: number;
}

/** Compares features, row by row. A feature of nothing but 0 is as near to another such as can be. */
export function compareFeatures(reference: Float32Array, features: Float32Array, dims: number): Fidelity {
  const n = reference.length / dims;
  let min = 1;
  let sum = 0;
  for (let row = 0; row < n; row++) {
    const [from, to] = [row * dims, (row + 1) * dims];
    const cosine = cosineOf(reference.subarray(from, to), features.subarray(from, to));
    min = Math.min(min, cosine);
    sum += cosine;
  }
  const round = (value: number) => Math.round(value * 1e5) / 1e5;
  return { min: round(min), mean: round(sum / n), n };
}

function cosineOf(one: Float32Array, other: Float32Array): number {
  let [product, first, second] = [0, 0, 0];
  one.forEach((value, i) => {
    const beside = other[i] as number;
    product += value * beside;
    first += value * value;
    second += beside * beside;
  });
  if (first === 0 && second === 0) return 1;
  return first === 0 || second === 0 ? 0 : product / Math.sqrt(first * second);
}

/** The mean Euclidean distance of the rows of `a` from those of `b`; of a block from itself, over pairs of different rows. */
export function meanDistance(a: Float32Array, b: Float32Array, dims: number): number {
  const same = a === b;
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < a.length; i += dims) {
    for (let j = same ? i + dims : 0; j < b.length; j += dims) {
      let square = 0;
      for (let d = 0; d < dims; d++) {
        const difference = (a[i + d] as number) - (b[j + d] as number);
        square += difference * difference;
      }
      sum += Math.sqrt(square);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

/** How far each of several blocks of rows is from all others together. */
export interface BlockDistances {
  /** For each block: 2 E|X − Y| − E|X − X′| − E|Y − Y′|, X of the block and Y of the others. */
  readonly energy: Float64Array;
  /** For each block: 2 E|X − Y|, which the energy never exceeds by much. */
  readonly scale: Float64Array;
}

/**
 * The energy distance (Székely and Rizzo 2013) of each block of rows from the others, which count alike however many rows
 * they have: a block, not a row, is what was drawn.
 *
 * @param blocks at least two, of rows × dims values.
 */
export function blockDistances(blocks: readonly Float32Array[], dims: number): BlockDistances {
  const n = blocks.length;
  const within = new Float64Array(n);
  const toOthers = new Float64Array(n);
  blocks.forEach((block, i) => {
    within[i] = meanDistance(block, block, dims);
    for (let j = 0; j < i; j++) {
      const distance = meanDistance(block, blocks[j] as Float32Array, dims);
      toOthers[i] = (toOthers[i] as number) + distance;
      toOthers[j] = (toOthers[j] as number) + distance;
    }
  });
  const all = within.reduce((sum, value) => sum + value, 0) + toOthers.reduce((sum, value) => sum + value, 0);
  const scale = toOthers.map((sum) => (2 * sum) / (n - 1));
  const energy = scale.map((between, i) => {
    const own = within[i] as number;
    const others = (all - own - 2 * (toOthers[i] as number)) / (n - 1) ** 2;
    return between - own - others;
  });
  return { energy, scale };
}

import type { Layer } from './classifier.ts';
import { type Examples, totalWeight } from './examples.ts';
import type { Work } from './work.ts';

/** What standardises features: subtract the mean, divide by the deviation. */
export interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * The weighted mean and deviation of each dimension over some rows. A dimension that never changes has deviation 1: it
 * stays at 0.
 */
export function* standardise(examples: Examples, rows: Int32Array): Work<Scale> {
  const { features, dims, weights } = examples;
  const mean = new Float64Array(dims);
  const variance = new Float64Array(dims);
  const total = totalWeight(examples, rows);
  for (const row of rows) {
    const share = (weights[row] as number) / total;
    for (let d = 0, at = row * dims; d < dims; d++, at++) {
      mean[d] = (mean[d] as number) + share * (features[at] as number);
    }
    yield 2 * dims;
  }
  for (const row of rows) {
    const share = (weights[row] as number) / total;
    for (let d = 0, at = row * dims; d < dims; d++, at++) {
      const distance = (features[at] as number) - (mean[d] as number);
      variance[d] = (variance[d] as number) + share * distance * distance;
    }
    yield 2 * dims;
  }
  return { mean, deviation: variance.map((value) => (value > 1e-12 ? Math.sqrt(value) : 1)) };
}

/**
 * Copies rows into a block, standardised. The values are rounded to float32: more would be made up, and a block of
 * doubles is read faster by the loops that follow.
 */
export function gather(
  { features, dims }: Pick<Examples, 'features' | 'dims'>,
  rows: Int32Array,
  scale: Scale | undefined,
  block: Float64Array,
): void {
  let to = 0;
  for (const row of rows) {
    const from = row * dims;
    if (scale) {
      const { mean, deviation } = scale;
      for (let d = 0; d < dims; d++) {
        const value = (features[from + d] as number) - (mean[d] as number);
        block[to + d] = Math.fround(value / (deviation[d] as number));
      }
    } else for (let d = 0; d < dims; d++) block[to + d] = features[from + d] as number;
    to += dims;
  }
}

/** Folds standardisation into a layer that was trained on standardised features, so that it takes plain ones. */
export function foldScale({ weights, bias }: Layer, { mean, deviation }: Scale): Layer {
  const dims = mean.length;
  const folded = new Float64Array(weights.length);
  const offsets = bias.map((value, o) => {
    let offset = value;
    for (let d = 0, at = o * dims; d < dims; d++, at++) {
      const weight = (weights[at] as number) / (deviation[d] as number);
      folded[at] = weight;
      offset -= weight * (mean[d] as number);
    }
    return offset;
  });
  return { weights: folded, bias: offsets };
}

/** Divides the outputs of a layer. */
export function divide({ weights, bias }: Layer, by: number): Layer {
  return { weights: weights.map((value) => value / by), bias: bias.map((value) => value / by) };
}

import type { Layer } from './classifier.ts';
import type { Examples } from './softmax.ts';

/** What standardises features: subtract the mean, divide by the deviation. */
export interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** The weighted mean and deviation of each dimension. A dimension that never changes has deviation 1: it stays at 0. */
export function standardise({ features, dims, weights, labels }: Examples): Scale {
  const mean = new Float64Array(dims);
  const deviation = new Float64Array(dims);
  let total = 0;
  for (let row = 0; row < labels.length; row++) total += weights[row] as number;
  for (let i = 0; i < features.length; i++) {
    const share = (weights[Math.floor(i / dims)] as number) / total;
    mean[i % dims] = (mean[i % dims] as number) + share * (features[i] as number);
  }
  for (let i = 0; i < features.length; i++) {
    const share = (weights[Math.floor(i / dims)] as number) / total;
    const distance = (features[i] as number) - (mean[i % dims] as number);
    deviation[i % dims] = (deviation[i % dims] as number) + share * distance * distance;
  }
  return { mean, deviation: deviation.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}

/** The examples, standardised. */
export function scaled(examples: Examples, { mean, deviation }: Scale): Examples {
  const { dims } = examples;
  const features = examples.features.map(
    (value, i) => (value - (mean[i % dims] as number)) / (deviation[i % dims] as number),
  );
  return { ...examples, features };
}

/**
 * Folds standardisation and temperature into a classifier that was trained on standardised features, so that it takes
 * plain ones.
 *
 * @param parameters classes × (dims + 1): the weights of a class, then its bias.
 */
export function foldScale(
  parameters: Float64Array,
  classes: number,
  { mean, deviation }: Scale,
  temperature: number,
): Layer {
  const dims = mean.length;
  const weights = new Float64Array(classes * dims);
  const bias = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    let offset = parameters[c * (dims + 1) + dims] as number;
    for (let d = 0; d < dims; d++) {
      const weight = (parameters[c * (dims + 1) + d] as number) / (deviation[d] as number);
      weights[c * dims + d] = weight / temperature;
      offset -= weight * (mean[d] as number);
    }
    bias[c] = offset / temperature;
  }
  return { weights, bias };
}

import { softmaxInPlace } from './softmax.ts';

/**
 * The temperature that makes logits divided by it best calibrated: the one of least weighted cross-entropy (Guo et al.,
 * On Calibration of Modern Neural Networks, 2017). Searched between 1/20 and 20, on a logarithmic scale.
 *
 * @param logits count × classes
 */
export function calibrateTemperature(
  logits: Float64Array,
  labels: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  const loss = (log: number) => crossEntropy(logits, labels, weights, Math.exp(log));
  let low = -Math.log(20);
  let high = Math.log(20);
  for (let i = 0; i < 60; i++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** The weighted mean cross-entropy of logits at a temperature. */
export function crossEntropy(
  logits: Float64Array,
  labels: ArrayLike<number>,
  weights: ArrayLike<number>,
  temperature: number,
): number {
  const classes = logits.length / labels.length;
  const row = new Float64Array(classes);
  let loss = 0;
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    for (let c = 0; c < classes; c++) row[c] = (logits[i * classes + c] as number) / temperature;
    const weight = weights[i] as number;
    loss -= weight * Math.log(Math.max(Number.MIN_VALUE, softmaxInPlace(row, labels[i] as number)));
    total += weight;
  }
  return loss / total;
}

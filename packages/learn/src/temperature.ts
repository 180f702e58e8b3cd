import { softmaxInPlace, surprise } from './softmax.ts';
import type { Work } from './work.ts';

/** Logits, and what they should have said. */
export interface Scored {
  /** count × classes */
  readonly logits: Float64Array;
  readonly labels: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** The temperature that suits logits best, and their loss at it. */
export interface Calibrated {
  readonly temperature: number;
  readonly loss: number;
}

/** An exponential and its share of a logarithm take as long as about so many multiply-adds. */
const workOfExp = 20;

const widest = 20;
/** The logarithm of the temperature is found to this; the loss, flat at its least, is then exact. */
const precision = 1e-7;

/**
 * Finds the temperature that makes logits divided by it best calibrated: the one of least weighted cross-entropy (Guo et
 * al., On Calibration of Modern Neural Networks, 2017). Searched between 1/20 and 20 by golden sections of its logarithm.
 */
export function* calibrate(scored: Scored): Work<Calibrated> {
  const golden = (Math.sqrt(5) - 1) / 2;
  const lossAt = (log: number) => crossEntropy(scored, Math.exp(log));
  let [low, high] = [-Math.log(widest), Math.log(widest)];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftLoss, rightLoss] = [lossAt(left), lossAt(right)];
  while (high - low > precision) {
    if (leftLoss < rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = lossAt(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = lossAt(right);
    }
    yield workOfExp * scored.logits.length;
  }
  const temperature = Math.exp((low + high) / 2);
  return { temperature, loss: crossEntropy(scored, temperature) };
}

/** The weighted mean cross-entropy of logits at a temperature. */
export function crossEntropy({ logits, labels, weights }: Scored, temperature: number): number {
  const classes = logits.length / labels.length;
  const row = new Float64Array(classes);
  let loss = 0;
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    for (let c = 0; c < classes; c++) row[c] = (logits[i * classes + c] as number) / temperature;
    const weight = weights[i] as number;
    loss += weight * surprise(softmaxInPlace(row, 0, classes, labels[i] as number));
    total += weight;
  }
  return loss / total;
}

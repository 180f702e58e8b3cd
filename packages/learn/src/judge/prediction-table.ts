import { learnError } from '../errors.ts';
import type { Predictions } from './judgement.ts';

/** Predictions, row by row. */
export interface PredictionTable {
  readonly n: number;
  readonly labels: ArrayLike<number>;
  readonly predicted: Int32Array;
  readonly confidence: Float64Array;
  readonly right: Uint8Array;
  /** The probability of the alerting class. */
  readonly scores: Float64Array;
  readonly isPositive: Uint8Array;
  /** From 0. */
  readonly groups: Int32Array;
  readonly groupCount: number;
}

/** Reads off each row what the head takes it for. */
export function tabulate({ probabilities, labels, classes, positive, groups }: Predictions): PredictionTable {
  const n = labels.length;
  const predicted = new Int32Array(n);
  const confidence = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let best = 0;
    const value = (c: number) => probabilities[row * classes.length + c] as number;
    for (let c = 1; c < classes.length; c++) if (value(c) > value(best)) best = c;
    predicted[row] = best;
    confidence[row] = value(best);
  }
  const numbers = new Map<number, number>();
  return {
    n,
    labels,
    predicted,
    confidence,
    right: Uint8Array.from(predicted, (label, row) => (label === labels[row] ? 1 : 0)),
    scores: Float64Array.from(predicted, (_, row) => probabilities[row * classes.length + positive] as number),
    isPositive: Uint8Array.from(predicted, (_, row) => (labels[row] === positive ? 1 : 0)),
    groups: Int32Array.from(predicted, (_, row) => {
      const group = groups ? (groups[row] as number) : row;
      const number = numbers.get(group) ?? numbers.size;
      numbers.set(group, number);
      return number;
    }),
    groupCount: numbers.size,
  };
}

/** @throws CodedError LEARN_PREDICTIONS when there are no rows, or sizes, labels or probabilities make no sense. */
export function requirePredictions(predictions: Predictions): void {
  const { probabilities, uncalibrated = probabilities, labels, classes, positive, groups, cameras } = predictions;
  const refuse = (detail: string) => learnError('LEARN_PREDICTIONS', detail);
  const n = labels.length;
  if (n === 0) throw refuse('there are none');
  if (!(positive in classes)) throw refuse(`class ${positive} is none of ${classes.length}`);
  for (const values of [probabilities, uncalibrated]) {
    if (values.length !== n * classes.length)
      throw refuse(`${values.length} for ${n} rows of ${classes.length} classes`);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!(value >= 0 && value <= 1.001)) throw refuse(`${value} is no probability`);
    }
  }
  for (const list of [groups, cameras])
    if (list && list.length !== n) throw refuse(`${list.length} groups or cameras for ${n} rows`);
  for (let row = 0; row < n; row++) if (!((labels[row] as number) in classes)) throw refuse(`no class ${labels[row]}`);
}

import { createRandom } from './random.ts';

/** A measured share with its 95 % interval. */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How good predictions are. */
export interface Figures {
  readonly n: number;
  /** The share of items whose likeliest class is right (Wilson interval). */
  readonly accuracy: Measured;
  /** Of the items of the positive class, the share that was found (Wilson interval). */
  readonly recall: Measured;
  /** Of the other items, the share that was taken for the positive class (Wilson interval). */
  readonly fpr: Measured;
  /** The chance that an item of the positive class scores above another one (bootstrap interval). */
  readonly auroc: Measured;
  /** How far confidence is from being right, on average over 15 bins (bootstrap interval). */
  readonly ece: Measured;
  /** confusion[actual][predicted] */
  readonly confusion: readonly (readonly number[])[];
}

const bins = 15;
const resamples = 1_000;

/**
 * Measures predictions.
 *
 * @param probabilities count × classes
 * @param labels the actual class of each item.
 * @param positive the class that recall, false positives and AUROC are about.
 * @param seed draws the bootstrap.
 */
export function figures(
  probabilities: ArrayLike<number>,
  labels: readonly number[],
  classes: number,
  positive: number,
  seed: number,
): Figures {
  const n = labels.length;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const scores = new Float64Array(n);
  const confidence = new Float64Array(n);
  const right: boolean[] = [];
  const isPositive = labels.map((label) => label === positive);
  labels.forEach((label, i) => {
    const row = Array.from({ length: classes }, (_, c) => probabilities[i * classes + c] as number);
    const predicted = row.indexOf(Math.max(...row));
    const counts = confusion[label] ?? [];
    counts[predicted] = (counts[predicted] ?? 0) + 1;
    scores[i] = row[positive] ?? 0;
    confidence[i] = row[predicted] ?? 0;
    right.push(predicted === label);
  });
  const hits = right.filter(Boolean).length;
  const found = confusion[positive]?.[positive] ?? 0;
  const positives = isPositive.filter(Boolean).length;
  const taken = confusion.reduce((sum, row, label) => sum + (label === positive ? 0 : (row[positive] ?? 0)), 0);
  return {
    n,
    accuracy: wilson(hits, n),
    recall: wilson(found, positives),
    fpr: wilson(taken, n - positives),
    auroc: bootstrap(n, seed, (rows) => auroc(scores, isPositive, rows)),
    ece: bootstrap(n, seed, (rows) => expectedCalibrationError(confidence, right, rows)),
    confusion,
  };
}

/**
 * The area under the ROC curve over some rows: the share of pairs (positive, other) in the right order; ties count half.
 * 0.5 when one side is empty.
 */
export function auroc(scores: ArrayLike<number>, isPositive: readonly boolean[], rows: ArrayLike<number>): number {
  const order = Array.from(rows).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let positives = 0;
  let others = 0;
  let pairs = 0;
  for (let at = 0; at < order.length; ) {
    let [tiedPositives, tiedOthers] = [0, 0];
    const score = scores[order[at] as number];
    for (; at < order.length && scores[order[at] as number] === score; at++) {
      if (isPositive[order[at] as number]) tiedPositives++;
      else tiedOthers++;
    }
    pairs += tiedPositives * (others + tiedOthers / 2);
    positives += tiedPositives;
    others += tiedOthers;
  }
  return positives === 0 || others === 0 ? 0.5 : pairs / (positives * others);
}

/** The mean distance between confidence and the share that is right, over bins of equal width, weighed by their items. */
export function expectedCalibrationError(
  confidence: ArrayLike<number>,
  right: readonly boolean[],
  rows: ArrayLike<number>,
): number {
  const sums = new Float64Array(bins);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const bin = Math.min(bins - 1, Math.floor((confidence[row] as number) * bins));
    sums[bin] = (sums[bin] as number) + (confidence[row] as number) - (right[row] ? 1 : 0);
  }
  return sums.reduce((total, sum) => total + Math.abs(sum), 0) / Math.max(1, rows.length);
}

/** The Wilson 95 % interval of a share. Of nothing at all, everything is possible: 0 to 1. */
export function wilson(hits: number, n: number): Measured {
  if (n === 0) return { value: 0, low: 0, high: 1 };
  const z = 1.959964;
  const share = hits / n;
  const scale = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / scale;
  // The interval holds the share; rounding could leave 1 just outside.
  return {
    value: share,
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
}

/** The value over all rows, and the middle 95 % of its values over rows drawn with repetition. */
function bootstrap(n: number, seed: number, measure: (rows: ArrayLike<number>) => number): Measured {
  const random = createRandom(seed);
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const value = measure(rows);
  const drawn = Float64Array.from({ length: resamples }, () =>
    measure(rows.map(() => Math.floor(random() * n))),
  ).sort();
  return {
    value,
    low: drawn[Math.floor(0.025 * resamples)] ?? value,
    high: drawn[Math.floor(0.975 * resamples)] ?? value,
  };
}

import { learnError } from '../errors.ts';
import type { Measured } from '../figures.ts';
import { bootstrap } from './bootstrap.ts';
import { curveOf } from './curve.ts';
import type { CameraFigures, ClassFigures, Judgement, Predictions } from './judgement.ts';
import { rank, rankingFigures } from './ranking.ts';
import { calibrationError, reliability } from './reliability.ts';
import { independent, measureShare, wilsonOf } from './shares.ts';

/** With fewer groups on a side a bootstrap has too little to draw from. */
const fewGroups = 10;

/**
 * Measures what a head said about rows that it had not seen.
 *
 * @param seed draws the resamples; the same seed gives the same judgement.
 * @throws CodedError LEARN_PREDICTIONS when there are no rows, or sizes, labels or probabilities make no sense.
 */
export function judge(predictions: Predictions, seed = 1): Judgement {
  requirePredictions(predictions);
  const { classes, positive, uncalibrated } = predictions;
  const table = tabulate(predictions);
  const { n, labels, predicted, groups, groupCount } = table;
  const rowsOf = (keep: (row: number) => boolean) => Array.from({ length: n }, (_, row) => row).filter(keep);
  const groupsOf = (rows: readonly number[]) => rows.map((row) => groups[row] as number);
  const share = (rows: readonly number[], hit: (row: number) => boolean) =>
    measureShare(rows.filter(hit).length, rows.length, groupsOf(rows));
  const isRight = (row: number) => predicted[row] === labels[row];

  const confusion = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < n; row++) {
    const counts = confusion[labels[row] as number] ?? [];
    const at = predicted[row] as number;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const byLabel = classes.map((_, label) => rowsOf((row) => labels[row] === label));
  const byAnswer = classes.map((_, label) => rowsOf((row) => predicted[row] === label));
  const eff = byLabel.map((rows) => independent(groupsOf(rows)));
  const others = rowsOf((row) => labels[row] !== positive);
  const smaller = Math.min(eff[positive] ?? 0, independent(groupsOf(others)));
  const drawn = bootstrap(groups, groupCount, seed, measureOf(table, predictions));
  const all = independent(groups);

  const classFigures = classes.map((label, c): ClassFigures => {
    const rows = byLabel[c] ?? [];
    return {
      label,
      n: rows.length,
      groups: new Set(groupsOf(rows)).size,
      precision: share(byAnswer[c] ?? [], isRight),
      recall: share(rows, isRight),
      f1: cautious(drawn[`f1 ${c}`], eff[c] ?? 0),
    };
  });
  const { precision, recall, f1 } = classFigures[positive] as ClassFigures;
  const found: Judgement = {
    n,
    groups: groupCount,
    positive: classes[positive] as string,
    accuracy: share(
      rowsOf(() => true),
      isRight,
    ),
    precision,
    recall,
    f1,
    fpr: share(others, (row) => predicted[row] === positive),
    auroc: cautious(drawn.auroc, smaller, 0.5),
    average_precision: cautious(drawn.averagePrecision, smaller),
    brier: cautious(drawn.brier, all),
    ece: cautious(drawn.ece, all),
    reliability: reliability(table.confidence, table.right).bins,
    confusion,
    classes: classFigures,
    cameras: cameraFigures(table, predictions, share),
    curve: curveOf(table.scores, table.isPositive),
  };
  if (!uncalibrated) return found;
  const before = tabulate({ ...predictions, probabilities: uncalibrated });
  return {
    ...found,
    ece_before: cautious(drawn.eceBefore, all),
    reliability_before: reliability(before.confidence, before.right).bins,
  };
}

interface Table {
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

function tabulate({ probabilities, labels, classes, positive, groups }: Predictions): Table {
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

/** The figures that are resampled. */
function measureOf(table: Table, { classes, uncalibrated, ...predictions }: Predictions) {
  const { n, labels, predicted, confidence, right, scores, isPositive } = table;
  const ranking = rank(scores);
  const before = uncalibrated ? tabulate({ ...predictions, classes, probabilities: uncalibrated }) : table;
  return (weights: Float64Array): Record<string, number> => {
    const actual = new Float64Array(classes.length);
    const answered = new Float64Array(classes.length);
    const hits = new Float64Array(classes.length);
    let square = 0;
    let total = 0;
    for (let row = 0; row < n; row++) {
      const weight = weights[row] as number;
      const label = labels[row] as number;
      const answer = predicted[row] as number;
      actual[label] = (actual[label] as number) + weight;
      answered[answer] = (answered[answer] as number) + weight;
      if (label === answer) hits[label] = (hits[label] as number) + weight;
      const error = (scores[row] as number) - (isPositive[row] as number);
      square += weight * error * error;
      total += weight;
    }
    return {
      ...Object.fromEntries(
        classes.map((_, c) => [
          `f1 ${c}`,
          (2 * (hits[c] as number)) / ((actual[c] as number) + (answered[c] as number)),
        ]),
      ),
      ...rankingFigures(ranking, isPositive, weights),
      brier: square / total,
      ece: calibrationError(confidence, right, weights),
      eceBefore: calibrationError(before.confidence, before.right, weights),
    };
  };
}

/** A resampled figure whose interval is not narrower than `groups` independent ones allow, where these are few. */
function cautious(drawn: Measured | undefined, groups: number, unknown = 0): Measured {
  if (!drawn || Number.isNaN(drawn.value)) return { value: unknown, low: 0, high: 1 };
  if (groups >= fewGroups && drawn.low < drawn.high) return drawn;
  const { low, high } = wilsonOf(drawn.value, groups);
  return { value: drawn.value, low: Math.min(low, drawn.low), high: Math.max(high, drawn.high) };
}

function cameraFigures(
  { n, labels, predicted, groups }: Table,
  { cameras, positive }: Predictions,
  share: (rows: readonly number[], hit: (row: number) => boolean) => Measured,
): CameraFigures[] {
  if (!cameras) return [];
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < n; row++) {
    const rows = rowsOf.get(cameras[row] as string);
    if (rows) rows.push(row);
    else rowsOf.set(cameras[row] as string, [row]);
  }
  const isPositive = (row: number) => labels[row] === positive;
  const isTaken = (row: number) => predicted[row] === positive;
  return [...rowsOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([camera, rows]) => ({
      camera,
      n: rows.length,
      groups: new Set(rows.map((row) => groups[row])).size,
      positives: rows.filter(isPositive).length,
      accuracy: share(rows, (row) => predicted[row] === labels[row]),
      precision: share(rows.filter(isTaken), isPositive),
      recall: share(rows.filter(isPositive), isTaken),
      fpr: share(
        rows.filter((row) => !isPositive(row)),
        isTaken,
      ),
    }));
}

function requirePredictions(predictions: Predictions): void {
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

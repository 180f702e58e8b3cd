import type { Measured } from '../figures.ts';
import { bootstrap } from './bootstrap.ts';
import { cameraFigures } from './camera-figures.ts';
import { curveOf } from './curve.ts';
import type { ClassFigures, Judgement, Predictions } from './judgement.ts';
import { type PredictionTable, requirePredictions, tabulate } from './prediction-table.ts';
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

/** The figures that are resampled. */
function measureOf(table: PredictionTable, { classes, uncalibrated, ...predictions }: Predictions) {
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

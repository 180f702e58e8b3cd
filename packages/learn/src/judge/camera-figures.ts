import type { Measured } from '../figures.ts';
import type { CameraFigures, Predictions } from './judgement.ts';
import type { PredictionTable } from './prediction-table.ts';

/** Measures each camera's rows, in the order of their names. @param share measures the share of rows that are hits. */
export function cameraFigures(
  { n, labels, predicted, groups }: PredictionTable,
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

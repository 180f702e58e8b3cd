import type { TrainingSet } from './training-set.ts';

/** The rows of a training set that `keep` says yes to, in memory of their own. */
export function keepRows(set: TrainingSet, keep: (row: number) => boolean): TrainingSet {
  const { dims } = set;
  const rows = Array.from({ length: set.labels.length }, (_, row) => row).filter(keep);
  const features = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    features.set(set.features.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  return {
    ...set,
    features,
    labels: rows.map((row) => set.labels[row] as number),
    weights: rows.map((row) => set.weights[row] as number),
    groups: rows.map((row) => set.groups[row] as number),
    judged: rows.map((row) => set.judged[row] === true),
  };
}

import type { LabelledVectors } from './labelled.ts';
import { dot } from './vectors.ts';

/** Of fewer rows it cannot be said which are unusual. */
const leastRows = 10;
/** How many robust standard deviations further than the median row an outlier is. */
const unusual = 5;
/** Of a normal distribution, the median absolute deviation in standard deviations; and the mean one. */
const [medianShare, meanShare] = [0.6745, 0.7979];

/**
 * Finds rows far from the middle of their class: whose cosine distance to the mean direction of the class has a modified
 * z-score above 5 (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993; they say 3.5, for values that spread to
 * both sides: distances have a tail to one, where 3.5 would name many that are well). Median and median deviation, because
 * a mean and a standard deviation hide outliers by moving towards them.
 *
 * One that lies well inside the wrong class is no outlier, nor are many alike.
 *
 * @param inverse one over the length of each row; rows with 0 are left out.
 * @returns rows, the furthest first.
 */
export function findOutliers(vectors: LabelledVectors, inverse: Float64Array): number[] {
  const { labels, classes } = vectors;
  const rowsOf = classes.map((): number[] => []);
  for (let row = 0; row < labels.length; row++) {
    if ((inverse[row] as number) > 0) rowsOf[labels[row] as number]?.push(row);
  }
  return rowsOf
    .flatMap((rows) => (rows.length < leastRows ? [] : scoreRows(vectors, rows, inverse)))
    .filter(({ score }) => score > unusual)
    .sort((a, b) => b.score - a.score)
    .map(({ row }) => row);
}

function scoreRows(
  { features, dims }: LabelledVectors,
  rows: readonly number[],
  inverse: Float64Array,
): { readonly row: number; readonly score: number }[] {
  const mean = new Float32Array(dims);
  for (const row of rows) {
    const scale = (inverse[row] as number) / rows.length;
    for (let d = 0; d < dims; d++) mean[d] = (mean[d] as number) + (features[row * dims + d] as number) * scale;
  }
  const length = Math.sqrt(dot(mean, 0, mean, 0, dims));
  const distances = Float64Array.from(
    rows,
    (row) => 1 - (dot(features, row * dims, mean, 0, dims) * (inverse[row] as number)) / length,
  );
  const middle = median(distances);
  const deviations = distances.map((distance) => Math.abs(distance - middle));
  // Where more than half of the rows are the same, the median deviation is 0, and the mean one stands in for it.
  const spread =
    median(deviations) / medianShare || deviations.reduce((sum, one) => sum + one, 0) / rows.length / meanShare;
  // Equal rows differ by rounding: in float32 by less than this.
  return rows.map((row, i) => ({ row, score: ((distances[i] as number) - middle) / Math.max(spread, 1e-6) }));
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] as number;
}

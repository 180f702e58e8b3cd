/**
 * Bins of scores: as wide as 1 in the logit, so that 0.001 and 0.01, or 0.99 and 0.999, lie in different ones. Bin i goes
 * from logistic(i − 10) to logistic(i − 9); the first begins at 0 and the last ends at 1.
 */
export const scoreBins = 20;

const half = scoreBins / 2;

/** The bin of a score from 0 to 1. */
export function scoreBin(score: number): number {
  return Math.max(0, Math.min(scoreBins - 1, Math.floor(Math.log(score / (1 - score))) + half));
}

/** Where bins begin and end: one more than there are bins. */
export const scoreEdges: readonly number[] = Array.from({ length: scoreBins + 1 }, (_, edge) => {
  if (edge === 0 || edge === scoreBins) return edge / scoreBins;
  return 1 / (1 + Math.exp(half - edge));
});

/** About where a share of the scores lies below: the upper edge of its bin; null when there are no scores. */
export function scoreQuantile(counts: ArrayLike<number>, share: number): number | null {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    below += counts[bin] as number;
    if (below > 0 && below >= share * total) return scoreEdges[bin + 1] ?? 1;
  }
  return null;
}

import { type Ranking, rank } from './ranking.ts';

/** What a threshold does to held-out rows: those at or above it are taken for the alerting class. */
export interface ThresholdPoint {
  readonly threshold: number;
  /** The share of the alerting class that is found; 0 where there is none. */
  readonly recall: number;
  /** The share of what is taken for the alerting class that is. */
  readonly precision: number;
  /** The share of the others that is taken for the alerting class; 0 where there is none. */
  readonly fpr: number;
}

/** A curve has no more points than this. */
export const maxPoints = 200;

/** Counts at a threshold. */
export interface Counts {
  readonly threshold: number;
  /** Rows of the alerting class at or above the threshold. */
  readonly found: number;
  /** Other rows at or above it. */
  readonly wrong: number;
}

/**
 * Walks every threshold that matters, from the highest score to the lowest: the precision-recall curve, and with `fpr`
 * for the horizontal axis the ROC curve. At most 200 points, spread evenly over recall and false positives; the first
 * (only the highest score is taken) and the last (everything is: recall 1) are always there and exact.
 */
export function curveOf(scores: ArrayLike<number>, positive: Uint8Array): ThresholdPoint[] {
  const all = countsAt(rank(scores), positive);
  const last = all.at(-1);
  if (!last) return [];
  const { found: positives, wrong: others } = last;
  return spread(all, maxPoints).map(({ threshold, found, wrong }) => ({
    threshold,
    recall: found / Math.max(1, positives),
    precision: found / (found + wrong),
    fpr: wrong / Math.max(1, others),
  }));
}

/** The counts at every distinct score, falling. */
export function countsAt({ order, ends, scores }: Ranking, positive: Uint8Array): Counts[] {
  let found = 0;
  let wrong = 0;
  let at = 0;
  return Array.from(ends, (end, step) => {
    for (; at < end; at++) {
      if (positive[order[at] as number]) found++;
      else wrong++;
    }
    return { threshold: scores[step] as number, found, wrong };
  });
}

/** At most `most` of the counts, the first and the last among them, about evenly along the ROC curve. */
export function spread(all: readonly Counts[], most: number): Counts[] {
  const last = all.at(-1);
  if (!last || all.length <= most) return [...all];
  const along = ({ found, wrong }: Counts) => found / Math.max(1, last.found) + wrong / Math.max(1, last.wrong);
  const [first = last] = all;
  const step = (along(last) - along(first)) / (most - 1);
  const picked: Counts[] = [first];
  for (const counts of all) {
    if (counts !== last && picked.length < most - 1 && along(counts) >= along(first) + picked.length * step) {
      picked.push(counts);
    }
  }
  return [...picked, last];
}

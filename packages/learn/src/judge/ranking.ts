/** Rows in the order of their scores, the highest first; those of one score share a step. */
export interface Ranking {
  readonly order: Int32Array;
  /** Where each step ends in the order; the last is the number of rows. */
  readonly ends: Int32Array;
  /** The score of each step, falling. */
  readonly scores: Float64Array;
}

/** Ranks rows by their scores. */
export function rank(scores: ArrayLike<number>): Ranking {
  const order = Int32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  const ends: number[] = [];
  order.forEach((row, i) => {
    if (i + 1 === order.length || scores[order[i + 1] as number] !== scores[row]) ends.push(i + 1);
  });
  return {
    order,
    ends: Int32Array.from(ends),
    scores: Float64Array.from(ends, (end) => scores[order[end - 1] as number] as number),
  };
}

/** How well a ranking puts positives first; no numbers where one side is empty. */
export interface RankingFigures {
  /** The share of pairs (positive, other) in the right order; ties count half. */
  readonly auroc: number;
  /** The precision at each step, weighed by the recall gained there (as scikit-learn's average_precision_score). */
  readonly averagePrecision: number;
}

/** Measures a ranking in which row `i` stands `weights[i]` times. */
export function rankingFigures(
  { order, ends }: Ranking,
  positive: Uint8Array,
  weights: ArrayLike<number>,
): RankingFigures {
  let positives = 0;
  let others = 0;
  let pairs = 0;
  let gained = 0;
  let at = 0;
  for (let step = 0; step < ends.length; step++) {
    const end = ends[step] as number;
    let tiedPositives = 0;
    let tiedOthers = 0;
    for (; at < end; at++) {
      const row = order[at] as number;
      if (positive[row]) tiedPositives += weights[row] as number;
      else tiedOthers += weights[row] as number;
    }
    pairs += tiedOthers * (positives + tiedPositives / 2);
    positives += tiedPositives;
    others += tiedOthers;
    if (tiedPositives > 0) gained += (tiedPositives * positives) / (positives + others);
  }
  return { auroc: pairs / (positives * others), averagePrecision: gained / positives };
}

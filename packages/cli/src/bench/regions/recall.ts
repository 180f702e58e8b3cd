import { createRandom, type Measured } from '@splitsight/learn';

/** A scene's score, and the groups it is made of. */
export interface Scored {
  readonly score: number;
  readonly groups: readonly number[];
}

/** What is found when at most a share of the others is taken for it. */
export interface Recall extends Measured {
  /** Scores above this are taken for a fire. */
  readonly threshold: number;
}

const resamples = 1_000;

/**
 * The share of `fires` that score above all but `fpr` of `others`. The 95 % interval is that of a bootstrap over groups: each
 * resample draws groups with repetition, a scene counts the product of how often its groups were drawn (Owen 2007, The
 * pigeonhole bootstrap), and the threshold is chosen anew.
 */
export function recallAt(fpr: number, fires: readonly Scored[], others: readonly Scored[], seed: number): Recall {
  const sorted = [...others].sort((a, b) => b.score - a.score);
  const random = createRandom(seed);
  const groups = [...new Set([...fires, ...others].flatMap((one) => one.groups))];
  const measure = (weigh: (one: Scored) => number) => {
    const threshold = thresholdOf(sorted, fpr, weigh);
    let [found, all] = [0, 0];
    for (const one of fires) {
      const weight = weigh(one);
      all += weight;
      if (one.score > threshold) found += weight;
    }
    return { threshold, value: all === 0 ? 0 : found / all };
  };
  const drawn = Array.from({ length: resamples }, () => {
    const times = new Map<number, number>();
    for (const _ of groups) {
      const group = groups[Math.floor(random() * groups.length)] ?? 0;
      times.set(group, (times.get(group) ?? 0) + 1);
    }
    return measure((one) => one.groups.reduce((product, group) => product * (times.get(group) ?? 0), 1)).value;
  }).sort((a, b) => a - b);
  return {
    ...measure(() => 1),
    low: drawn[Math.floor(0.025 * resamples)] ?? 0,
    high: drawn[Math.floor(0.975 * resamples)] ?? 1,
  };
}

/** The highest score that leaves at most a share of `sorted`, highest first, above it. */
function thresholdOf(sorted: readonly Scored[], fpr: number, weigh: (one: Scored) => number): number {
  const allowed = fpr * sorted.reduce((sum, one) => sum + weigh(one), 0);
  let above = 0;
  for (const one of sorted) {
    above += weigh(one);
    if (above > allowed) return one.score;
  }
  return Number.NEGATIVE_INFINITY;
}

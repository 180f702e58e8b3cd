import type { Measured } from '../figures.ts';
import { countsAt, spread } from './curve.ts';
import { rank } from './ranking.ts';
import { independent, wilsonOf } from './shares.ts';

/** Held-out scores of the class that alerts. */
export interface HeldOutScores {
  readonly scores: ArrayLike<number>;
  /** Whether each row is of that class. */
  readonly positive: ArrayLike<boolean>;
  /** The group of each row; each is its own without. */
  readonly groups?: ArrayLike<number>;
}

/** How many alerts a day a threshold would have raised, as a backtest over stored history says. */
export interface AlertsPerDay {
  readonly threshold: number;
  readonly alerts_per_day: number;
}

/** What a threshold does. Intervals as in `Judgement`. */
export interface ThresholdRow {
  /** Scores at or above it are taken for the class that alerts. */
  readonly threshold: number;
  readonly recall: Measured;
  readonly precision: Measured;
  /** Of the rows of other classes, the share that is taken for it. */
  readonly fpr: Measured;
  readonly f1: number;
  /** Where a backtest measured it. */
  readonly alerts_per_day?: number;
}

/** Thresholds to choose from. */
export interface ThresholdTable {
  readonly positives: number;
  readonly others: number;
  /** The highest threshold first. */
  readonly rows: readonly ThresholdRow[];
}

/** So many rows of held-out scores at most; those of a backtest come on top. */
const maxRows = 200;

/**
 * Says for each threshold what is found and what is taken wrongly among held-out rows, with 95 % intervals.
 *
 * The thresholds are the distinct scores, at most 200 of them spread evenly over recall and false positives, and those of
 * `alerts`, whose alerts a day stand in their rows.
 *
 * @param alerts from a backtest; a threshold that stands there twice has the later count.
 */
export function thresholdTable(held: HeldOutScores, alerts: readonly AlertsPerDay[] = []): ThresholdTable {
  const positive = Uint8Array.from(held.positive, Number);
  const all = countsAt(rank(held.scores), positive);
  const { found: positives, wrong: others } = all.at(-1) ?? { found: 0, wrong: 0 };
  const ratio = independenceOf(held);
  const perDay = new Map(alerts.map(({ threshold, alerts_per_day }) => [threshold, alerts_per_day]));
  const thresholds = new Set([...spread(all, maxRows).map(({ threshold }) => threshold), ...perDay.keys()]);
  let step = -1;
  const rows = [...thresholds]
    .sort((a, b) => b - a)
    .map((threshold): ThresholdRow => {
      while (step + 1 < all.length && (all[step + 1]?.threshold ?? 0) >= threshold) step++;
      const { found, wrong } = all[step] ?? { found: 0, wrong: 0 };
      const taken = found + wrong;
      const row = {
        threshold,
        recall: measured(found, positives, ratio.positives),
        precision: measured(found, taken, taken === 0 ? 1 : (found * ratio.positives + wrong * ratio.others) / taken),
        fpr: measured(wrong, others, ratio.others),
        f1: (2 * found) / Math.max(1, taken + positives),
      };
      const alertsPerDay = perDay.get(threshold);
      return alertsPerDay === undefined ? row : { ...row, alerts_per_day: alertsPerDay };
    });
  return { positives, others, rows };
}

function measured(hits: number, rows: number, ratio: number): Measured {
  return wilsonOf(hits / Math.max(1, rows), rows * ratio);
}

/** For one row of each side, how many independent ones it counts as. */
function independenceOf({ positive, groups }: HeldOutScores): { readonly positives: number; readonly others: number } {
  if (!groups) return { positives: 1, others: 1 };
  const ratio = (side: boolean) => {
    const of = Array.from(groups).filter((_, row) => positive[row] === side);
    return independent(of) / Math.max(1, of.length);
  };
  return { positives: ratio(true), others: ratio(false) };
}

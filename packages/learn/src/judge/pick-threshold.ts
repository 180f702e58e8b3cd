import type { ThresholdRow, ThresholdTable } from './thresholds.ts';

/**
 * What a threshold is to achieve. `sure` asks it of the worse end of the 95 % interval in place of the value.
 *
 * - `alerts_per_day`: no more alerts a day than that in the backtest, and the most recall with it.
 * - `recall`: no less recall, and the best precision with it.
 * - `precision`: no less precision, and the most recall with it.
 * - `f1`: the best of both; always met where there is a row.
 */
export type ThresholdGoal =
  | { readonly kind: 'alerts_per_day'; readonly at_most: number }
  | { readonly kind: 'recall' | 'precision'; readonly at_least: number; readonly sure?: boolean }
  | { readonly kind: 'f1' };

/** The threshold for a goal; or that none meets it, why, and the row that comes nearest where there is any. */
export type PickedThreshold =
  | { readonly met: true; readonly row: ThresholdRow }
  | {
      readonly met: false;
      readonly code: 'NO_ROWS' | 'NO_POSITIVES' | 'NO_ALERTS_MEASURED' | 'GOAL_OUT_OF_REACH';
      /** One plain line for people. */
      readonly message: string;
      readonly nearest?: ThresholdRow;
    };

/** Picks the threshold that serves a goal best. Equal rows: the highest threshold. */
export function pickThreshold(table: ThresholdTable, goal: ThresholdGoal): PickedThreshold {
  const { rows, positives } = table;
  if (rows.length === 0) return { met: false, code: 'NO_ROWS', message: 'there are no held-out scores' };
  if (goal.kind === 'alerts_per_day') return pickByAlerts(rows, goal.at_most);
  if (positives === 0) {
    return { met: false, code: 'NO_POSITIVES', message: 'no held-out item is of the class that alerts' };
  }
  if (goal.kind === 'f1') return { met: true, row: best(rows, (row) => [row.f1, row.recall.value]) };
  const { kind, at_least: least, sure } = goal;
  const reached = (row: ThresholdRow) => (sure ? row[kind].low : row[kind].value);
  // Of nothing taken at all, no precision is known.
  const known = rows.filter((row) => kind === 'recall' || row.recall.value > 0 || row.fpr.value > 0);
  const other = kind === 'recall' ? 'precision' : 'recall';
  const meeting = known.filter((row) => reached(row) >= least);
  if (meeting.length > 0) {
    return { met: true, row: best(meeting, (row) => [row[other].value, row[kind].value]) };
  }
  const nearest = best(known, (row) => [reached(row), row[other].value]);
  const surely = sure ? 'surely ' : '';
  return {
    met: false,
    code: 'GOAL_OUT_OF_REACH',
    message: `no threshold ${surely}has a ${kind} of ${least}; the best has ${reached(nearest).toFixed(3)}`,
    nearest,
  };
}

function pickByAlerts(rows: readonly ThresholdRow[], most: number): PickedThreshold {
  const measured = rows.filter((row) => row.alerts_per_day !== undefined);
  if (measured.length === 0) {
    return {
      met: false,
      code: 'NO_ALERTS_MEASURED',
      message: 'no backtest has said how many alerts a day there would be',
    };
  }
  const perDay = (row: ThresholdRow) => row.alerts_per_day ?? Number.POSITIVE_INFINITY;
  const meeting = measured.filter((row) => perDay(row) <= most);
  if (meeting.length > 0) return { met: true, row: best(meeting, (row) => [row.recall.value, -perDay(row)]) };
  const nearest = best(measured, (row) => [-perDay(row), row.recall.value]);
  return {
    met: false,
    code: 'GOAL_OUT_OF_REACH',
    message: `no threshold gives at most ${most} alerts a day; the fewest are ${perDay(nearest)}`,
    nearest,
  };
}

/** The row of the highest first number, then of the highest second; the first of equals. */
function best(rows: readonly ThresholdRow[], worth: (row: ThresholdRow) => readonly [number, number]): ThresholdRow {
  return rows.reduce((held, row) => {
    const [a, b] = worth(row);
    const [c, d] = worth(held);
    return a > c || (a === c && b > d) ? row : held;
  });
}

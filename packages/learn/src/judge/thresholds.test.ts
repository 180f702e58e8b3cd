import { describe, expect, it } from 'vitest';
import { pickThreshold, type ThresholdGoal } from './pick-threshold.ts';
import { measureShare } from './shares.ts';
import { thresholdTable } from './thresholds.ts';

const scores = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];
const positive = [true, true, false, true, false, true, false, false];
const table = thresholdTable({ scores, positive }, [
  { threshold: 0.75, alerts_per_day: 2 },
  { threshold: 0.92, alerts_per_day: 0.5 },
  { threshold: 0.5, alerts_per_day: 9 },
  { threshold: 0.99, alerts_per_day: 0 },
]);

it('says for each threshold what is found and what is taken wrongly', () => {
  expect(table).toMatchObject({ positives: 4, others: 4 });
  expect(table.rows.map(({ threshold }) => threshold)).toEqual([
    0.99, 0.95, 0.92, 0.9, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3,
  ]);
  expect(table.rows[5]).toEqual({
    threshold: 0.75,
    recall: measureShare(2, 4),
    precision: measureShare(2, 3),
    fpr: measureShare(1, 4),
    f1: (2 * 2) / (3 + 4),
    alerts_per_day: 2,
  });
  expect(table.rows[0]).toMatchObject({ recall: measureShare(0, 4), precision: measureShare(0, 0), f1: 0 });
  expect(table.rows[1]).not.toHaveProperty('alerts_per_day');
});

it('stays small, and keeps the thresholds of a backtest', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => i / 5_000);
  const found = thresholdTable({ scores: many, positive: many.map((score) => score > 0.6) }, [
    { threshold: 0.12345, alerts_per_day: 7 },
  ]);
  expect(found.rows).toHaveLength(201);
  expect(found.rows.find(({ threshold }) => threshold === 0.12345)?.alerts_per_day).toBe(7);
  expect(found.rows[0]?.threshold).toBe(0.9998);
  expect(found.rows.at(-1)).toMatchObject({ threshold: 0, recall: { value: 1 }, fpr: { value: 1 } });
});

it('counts a group once', () => {
  const grouped = thresholdTable({ scores, positive, groups: [1, 1, 2, 1, 2, 1, 2, 2] });
  const plain = thresholdTable({ scores, positive });
  expect(grouped.rows[3]?.recall.value).toBe(plain.rows[3]?.recall.value);
  expect(grouped.rows[3]?.recall.low).toBeLessThan((plain.rows[3]?.recall.low ?? 0) - 0.1);
});

describe('a threshold is picked', () => {
  const picked = (goal: ThresholdGoal) => {
    const found = pickThreshold(table, goal);
    return found.met ? found.row.threshold : found;
  };
  it.each<[ThresholdGoal, number]>([
    [{ kind: 'alerts_per_day', at_most: 2 }, 0.75],
    [{ kind: 'alerts_per_day', at_most: 1.9 }, 0.92],
    [{ kind: 'alerts_per_day', at_most: 0 }, 0.99],
    [{ kind: 'recall', at_least: 0.75 }, 0.7],
    [{ kind: 'recall', at_least: 0.5 }, 0.9],
    [{ kind: 'recall', at_least: 1 }, 0.5],
    [{ kind: 'precision', at_least: 0.75 }, 0.7],
    [{ kind: 'precision', at_least: 1 }, 0.9],
    [{ kind: 'recall', at_least: 0.5, sure: true }, 0.5],
    // 0.7 and 0.5 have 6/8 and 8/10.
    [{ kind: 'f1' }, 0.5],
  ])('for %j: %d', (goal, threshold) => {
    expect(picked(goal)).toBe(threshold);
  });

  it('or the nearest is named', () => {
    expect(picked({ kind: 'precision', at_least: 0.9, sure: true })).toMatchObject({
      met: false,
      code: 'GOAL_OUT_OF_REACH',
      nearest: { threshold: 0.9 },
    });
    const noisy = thresholdTable({ scores, positive }, [{ threshold: 0.9, alerts_per_day: 40 }]);
    expect(pickThreshold(noisy, { kind: 'alerts_per_day', at_most: 3 })).toMatchObject({
      met: false,
      message: 'no threshold gives at most 3 alerts a day; the fewest are 40',
      nearest: { threshold: 0.9 },
    });
  });

  it('or it is said what is missing', () => {
    const code = (found: ReturnType<typeof pickThreshold>) => (found.met ? 'met' : found.code);
    const plain = thresholdTable({ scores, positive });
    expect(code(pickThreshold(plain, { kind: 'alerts_per_day', at_most: 3 }))).toBe('NO_ALERTS_MEASURED');
    const negative = thresholdTable({ scores: [0.2, 0.1], positive: [false, false] });
    expect(code(pickThreshold(negative, { kind: 'f1' }))).toBe('NO_POSITIVES');
    expect(code(pickThreshold(thresholdTable({ scores: [], positive: [] }), { kind: 'f1' }))).toBe('NO_ROWS');
  });
});

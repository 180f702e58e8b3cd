import { describe, expect, it } from 'vitest';
import { calibration } from './calibration.ts';
import { isShifted, scoreShift, stabilityIndex } from './score-shift.ts';

describe('the shift of scores', () => {
  const calm = [900, 80, 15, 5];
  const history = Array.from({ length: 14 }, (_, day) => [900 + day, 80 - day, 15, 5 + (day % 3)]);

  it('is small on a day like the others, and large on another', () => {
    const same = scoreShift(calm, history);
    expect(same.psi).toBeLessThan(0.01);
    expect(isShifted(same)).toBe(false);
    const other = scoreShift([500, 100, 200, 200], history);
    expect(other.psi).toBeGreaterThan(1);
    expect(other.ks).toBeCloseTo(0.406, 3);
    expect(isShifted(other)).toBe(true);
  });

  it('is judged by the camera’s own days', () => {
    const restless = history.map((day, index) => (index === 3 ? [300, 300, 300, 300] : day));
    expect(isShifted(scoreShift([500, 100, 200, 200], restless))).toBe(false);
  });

  it('is nothing while there are too few days or scores', () => {
    expect(scoreShift([500, 100, 200, 200], history.slice(0, 4)).farthest).toBeNull();
    expect(isShifted(scoreShift([0, 0, 0, 50], history))).toBe(false);
  });

  it('has the index by its formula', () => {
    // With so many items the smoothing does not show.
    expect(stabilityIndex([3e9, 1e9], [1e9, 1e9])).toBeCloseTo(0.25 * Math.log(1.5) - 0.25 * Math.log(0.5), 6);
  });
});

describe('the calibration by verdicts', () => {
  const items = (probability: number, n: number, right: number) =>
    Array.from({ length: n }, (_, index) => ({ probability, right: index < right, group: 1000 * probability + index }));

  it('agrees where as many are right as was stated', () => {
    const result = calibration([...items(0.9, 40, 36), ...items(0.6, 20, 12)]);
    expect(result).toMatchObject({ n: 60, agrees: true });
    expect(result?.ece).toBeCloseTo(0, 9);
    expect(result?.bins.map(({ n, agrees }) => [n, agrees])).toEqual([
      [20, true],
      [40, true],
    ]);
    expect(result?.precision.value).toBe(0.8);
    expect(result?.brier).toBeCloseTo((40 * 0.09 + 20 * 0.24) / 60, 9);
  });

  it('disagrees where fewer are right', () => {
    const result = calibration(items(1, 30, 15));
    expect(result).toMatchObject({ agrees: false, stated: 1, ece: 0.5, brier: 0.5 });
    expect(result?.bins).toHaveLength(1);
  });

  it('counts alerts of one event once', () => {
    const burst = items(0.9, 30, 0).map((item) => ({ ...item, group: 1 }));
    expect(calibration(burst)).toMatchObject({ n: 30, precision: { value: 0 }, agrees: false });
    expect(calibration(burst)?.precision.high).toBeCloseTo(0.793, 3);
  });

  it('is nothing without verdicts', () => {
    expect(calibration([])).toBeNull();
  });
});

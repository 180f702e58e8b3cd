import { describe, expect, it } from 'vitest';
import { createScoreSeries, gapAfter, slots, slotWidth } from './score-series.ts';

describe('a score series', () => {
  it('is empty at first', () => {
    const series = createScoreSeries();
    expect(series.newest).toBeUndefined();
    expect(series.revision).toBe(0);
    expect(series.read(0)).toEqual({ at: [], score: [] });
  });

  it('gives back what was added, oldest first', () => {
    const series = createScoreSeries();
    series.push(1000, 0.25);
    series.push(1100, 0.5);
    expect(series.read(0)).toEqual({ at: [1000, 1100], score: [0.25, 0.5] });
    expect(series.newest).toEqual({ at: 1100, score: 0.5 });
    expect(series.revision).toBe(2);
  });

  it('refuses what is not later than the newest', () => {
    const series = createScoreSeries();
    expect(series.push(1000, 0.25)).toBe(true);
    expect(series.push(1000, 0.5)).toBe(false);
    expect(series.push(900, 0.5)).toBe(false);
    expect(series.revision).toBe(1);
  });

  it('keeps the highest of scores that share a slot, and the newest as such', () => {
    const series = createScoreSeries();
    series.push(1000, 0.25);
    series.push(1000 + slotWidth / 2, 0.75);
    series.push(1000 + slotWidth - 1, 0.5);
    expect(series.read(0)).toEqual({ at: [1000], score: [0.75] });
    expect(series.newest).toEqual({ at: 1000 + slotWidth - 1, score: 0.5 });
  });

  it('reads from the slot before the one asked for, so that the line enters at the edge', () => {
    const series = createScoreSeries();
    for (const at of [1000, 2000, 3000, 4000]) series.push(at, 0.5);
    expect(series.read(2500).at).toEqual([2000, 3000, 4000]);
    expect(series.read(9000).at).toEqual([4000]);
  });

  it('breaks the line where nothing was heard', () => {
    const series = createScoreSeries();
    series.push(1000, 0.25);
    series.push(1001 + gapAfter, 0.5);
    expect(series.read(0)).toEqual({ at: [1000, 1001, 1001 + gapAfter], score: [0.25, null, 0.5] });
  });

  it('forgets the oldest when it is full, and still covers two minutes', () => {
    const series = createScoreSeries();
    for (let i = 0; i < 3 * slots; i++) series.push(i * slotWidth, (i % 4) / 4);
    const { at, score } = series.read(0);
    expect(at).toHaveLength(slots);
    expect(at[0]).toBe(2 * slots * slotWidth);
    expect(score.slice(0, 4)).toEqual([0, 0.25, 0.5, 0.75]);
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(120_000);
  });
});

import { describe, expect, it } from 'vitest';
import { trendOf } from './trend.ts';

/** Noise that a seed gives again, between −1 and 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
}

const points = (count: number, value: (minute: number) => number) =>
  Array.from({ length: count }, (_, i) => ({ minute: i / 12, value: value(i / 12) }));

describe('a trend', () => {
  it('finds the slope of a line', () => {
    expect(trendOf(points(360, (minute) => 100 + 2 * minute))).toMatchObject({
      slope: expect.closeTo(2, 6),
      from: expect.closeTo(100, 6),
      isFlat: false,
    });
  });

  it('agrees with Python: scipy.stats.linregress of six points', () => {
    const values = [1, 3, 2, 5, 4, 7];
    const trend = trendOf(values.map((value, minute) => ({ minute, value })));
    // slope 1.0286, its error 0.2512, t(0.995, 4) = 4.6041
    expect(trend?.slope).toBeCloseTo(1.0286, 4);
    expect(trend?.high).toBeCloseTo(1.0286 + 4.6041 * 0.2512, 1);
  });

  it('takes a level for flat, whatever its noise', () => {
    const flat = Array.from({ length: 200 }, (_, seed) => {
      const random = noise(seed);
      return trendOf(points(360, () => 200 + 30 * random()))?.isFlat;
    });
    expect(flat.filter((one) => !one).length).toBeLessThanOrEqual(4);
  });

  it('sees a leak of a third of its noise over half an hour', () => {
    const random = noise(7);
    expect(trendOf(points(360, (minute) => 200 + 30 * random() + minute))?.isFlat).toBe(false);
  });

  it('takes what never changes for flat, and what falls', () => {
    expect(trendOf(points(60, () => 24))?.isFlat).toBe(true);
    expect(trendOf(points(60, (minute) => 300 - minute))?.isFlat).toBe(true);
  });

  it('says nothing of five points', () => {
    expect(trendOf(points(5, () => 1))).toBeUndefined();
  });
});

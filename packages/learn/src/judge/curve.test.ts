import fc from 'fast-check';
import { expect, it } from 'vitest';
import { curveOf } from './curve.ts';

it('walks from the highest score to the lowest', () => {
  expect(curveOf([0.9, 0.8, 0.8, 0.3], Uint8Array.of(1, 0, 1, 0))).toEqual([
    { threshold: 0.9, recall: 0.5, precision: 1, fpr: 0 },
    { threshold: 0.8, recall: 1, precision: 2 / 3, fpr: 0.5 },
    { threshold: 0.3, recall: 1, precision: 0.5, fpr: 1 },
  ]);
});

it('has exact ends, rises throughout, and stays small', () => {
  const item = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), positive: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 600 }), (items) => {
      const scores = items.map(({ score }) => score);
      const positive = Uint8Array.from(items, (one) => one.positive);
      const curve = curveOf(scores, positive);
      const positives = positive.reduce((sum, one) => sum + one, 0);
      expect(curve.length).toBeLessThanOrEqual(200);
      expect(curve[0]?.threshold).toBe(Math.max(...scores));
      expect(curve.at(-1)).toEqual({
        threshold: Math.min(...scores),
        recall: positives > 0 ? 1 : 0,
        precision: positives / items.length,
        fpr: positives < items.length ? 1 : 0,
      });
      curve.forEach((point, i) => {
        const taken = items.filter(({ score }) => score >= point.threshold);
        const found = taken.filter((one) => one.positive === 1).length;
        expect(point.precision).toBeCloseTo(found / taken.length, 12);
        expect(point.recall).toBeCloseTo(found / Math.max(1, positives), 12);
        expect(point.threshold).toBeLessThan(curve[i - 1]?.threshold ?? 2);
      });
    }),
  );
});

it('keeps every step of a rare class', () => {
  const count = 20_000;
  const scores = Array.from({ length: count }, (_, i) => i / count);
  const positive = Uint8Array.from(scores, (_, i) => (i >= count - 50 && i % 2 === 0 ? 1 : 0));
  const curve = curveOf(scores, positive);
  expect(curve.length).toBe(200);
  expect(new Set(curve.map(({ recall }) => recall)).size).toBe(26);
});

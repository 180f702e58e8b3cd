import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auroc, expectedCalibrationError, figures, wilson } from './figures.ts';

const rows = (n: number) => Array.from({ length: n }, (_, i) => i);

it('counts pairs in the right order, ties half', () => {
  expect(auroc([0.1, 0.4, 0.35, 0.8], [false, false, true, true], rows(4))).toBe(0.75);
  expect(auroc([1, 1, 1, 1], [false, true, false, true], rows(4))).toBe(0.5);
  expect(auroc([0.2, 0.9], [false, true], rows(2))).toBe(1);
  expect(auroc([0.2, 0.9], [true, true], rows(2))).toBe(0.5);
});

it('agrees with counting every pair', () => {
  const item = fc.record({ score: fc.integer({ min: 0, max: 5 }), positive: fc.boolean() });
  fc.assert(
    fc.property(fc.array(item, { minLength: 2, maxLength: 30 }), (items) => {
      const positives = items.filter(({ positive }) => positive);
      const others = items.filter(({ positive }) => !positive);
      fc.pre(positives.length > 0 && others.length > 0);
      let right = 0;
      for (const a of positives) for (const b of others) right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      const area = auroc(
        items.map(({ score }) => score),
        items.map(({ positive }) => positive),
        rows(items.length),
      );
      expect(area).toBeCloseTo(right / (positives.length * others.length), 10);
    }),
  );
});

it('has the Wilson interval of the textbook', () => {
  const { value, low, high } = wilson(37, 38);
  expect([value, low, high].map((share) => Math.round(share * 10_000))).toEqual([9737, 8651, 9953]);
  expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
});

it('measures how far confidence is from being right', () => {
  expect(expectedCalibrationError([0.9, 0.9, 0.9, 0.9], [true, true, true, false], rows(4))).toBeCloseTo(0.15, 10);
  expect(expectedCalibrationError([1, 0.5, 0.5], [true, true, false], rows(3))).toBeCloseTo(0, 10);
});

it('reads the figures off the confusion of classes', () => {
  const probabilities = [0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.3, 0.7, 0.8, 0.2];
  const found = figures(probabilities, [0, 0, 0, 1, 1], 2, 1, 1);
  expect(found.confusion).toEqual([
    [2, 1],
    [1, 1],
  ]);
  expect(found.accuracy.value).toBeCloseTo(3 / 5);
  expect(found.recall.value).toBeCloseTo(1 / 2);
  expect(found.fpr.value).toBeCloseTo(1 / 3);
  expect(found).toEqual(figures(probabilities, [0, 0, 0, 1, 1], 2, 1, 1));
  for (const measured of [found.accuracy, found.recall, found.fpr, found.auroc, found.ece]) {
    expect(measured.low).toBeLessThanOrEqual(measured.value);
    expect(measured.high).toBeGreaterThanOrEqual(measured.value);
  }
});

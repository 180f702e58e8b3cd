import fc from 'fast-check';
import { expect, it } from 'vitest';
import { auroc } from '../figures.ts';
import { createRandom } from '../random.ts';
import { judge } from './judge.ts';
import type { Predictions } from './judgement.ts';
import { measureShare } from './shares.ts';

const classes = ['normal', 'fire'];
/** Rows of two classes by the probability of the second. */
const binary = (scores: readonly number[], labels: readonly number[]): Predictions => ({
  probabilities: scores.flatMap((score) => [1 - score, score]),
  labels,
  classes,
  positive: 1,
});
const percent = (share: number) => Math.round(1_000 * share) / 10;

it('counts what was right, found and taken wrongly', () => {
  const found = judge(binary([0.1, 0.2, 0.7, 0.6, 0.9, 0.4], [0, 0, 0, 1, 1, 1]));
  expect(found.confusion).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(found.accuracy.value).toBeCloseTo(4 / 6, 12);
  expect(found.precision.value).toBeCloseTo(2 / 3, 12);
  expect(found.recall.value).toBeCloseTo(2 / 3, 12);
  expect(found.f1.value).toBeCloseTo(2 / 3, 12);
  expect(found.fpr.value).toBeCloseTo(1 / 3, 12);
  // 0.9 stands above all three others, 0.6 and 0.4 above two each.
  expect(found.auroc.value).toBeCloseTo(7 / 9, 12);
  // At 0.9 1 of 1, at 0.6 2 of 3, at 0.4 3 of 4: each brings a third of the recall.
  expect(found.average_precision.value).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12);
  expect(found.brier.value).toBeCloseTo((0.01 + 0.04 + 0.49 + 0.16 + 0.01 + 0.36) / 6, 12);
  expect(found.classes.map(({ label, n, precision, recall }) => [label, n, precision.value, recall.value])).toEqual([
    ['normal', 3, 2 / 3, 2 / 3],
    ['fire', 3, 2 / 3, 2 / 3],
  ]);
});

it('ranks as the examples of scikit-learn say', () => {
  // The documentation of roc_auc_score and average_precision_score.
  const found = judge(binary([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]));
  expect(found.auroc.value).toBe(0.75);
  expect(found.average_precision.value).toBeCloseTo(0.8333, 4);
});

it('says of 38 items that were right 37 times that it lies between 86.5 and 99.5 %', () => {
  const labels = Array.from({ length: 38 }, (_, i) => i % 2);
  const scores = labels.map((label, i) => (i === 0 ? 0.9 : 0.1 + 0.8 * label));
  const { accuracy } = judge(binary(scores, labels));
  expect([accuracy.low, accuracy.value, accuracy.high].map(percent)).toEqual([86.5, 97.4, 99.5]);
});

it('counts a group once, however many frames it has', () => {
  const alone = measureShare(9, 10);
  const groups = Array.from({ length: 1_000 }, (_, i) => Math.floor(i / 100));
  expect(measureShare(900, 1_000, groups)).toEqual(alone);
  expect(measureShare(900, 1_000).low).toBeGreaterThan(alone.low + 0.2);
  // One group of 99 rows and one of 1 are little more than one row.
  const uneven = measureShare(100, 100, [...new Array<number>(99).fill(0), 1]);
  expect(uneven.low).toBeCloseTo(measureShare(1, 1).low, 1);
});

it('is less sure of frames of few groups than of as many frames apart', () => {
  const random = createRandom(1);
  const labels = Array.from({ length: 400 }, (_, i) => i % 2);
  const groups = labels.map((label, i) => 2 * Math.floor(i / 16) + label);
  const eventOf = new Map(groups.map((group) => [group, random()]));
  const scores = labels.map((label, i) => 0.3 * label + 0.7 * (eventOf.get(groups[i] ?? 0) ?? 0));
  const width = (found: ReturnType<typeof judge>) => found.auroc.high - found.auroc.low;
  const apart = judge(binary(scores, labels));
  const together = judge({ ...binary(scores, labels), groups });
  expect(together.groups).toBe(50);
  expect(width(together)).toBeGreaterThan(2 * width(apart));
});

it('does not take 8 right of 8 for certain', () => {
  const labels = Array.from({ length: 40 }, (_, i) => (i < 8 ? 1 : 0));
  const found = judge(
    binary(
      labels.map((label) => 0.2 + 0.6 * label),
      labels,
    ),
  );
  for (const measured of [found.auroc, found.average_precision, found.f1]) {
    expect(measured.value).toBe(1);
    expect(percent(measured.low)).toBe(67.6);
  }
});

it('knows nothing where there is nothing', () => {
  const { auroc: area, average_precision, recall, f1 } = judge(binary([0.1, 0.2, 0.3], [0, 0, 0]));
  expect(area).toEqual({ value: 0.5, low: 0, high: 1 });
  for (const measured of [average_precision, recall, f1]) expect(measured).toEqual({ value: 0, low: 0, high: 1 });
});

it('has figures for each camera', () => {
  const { cameras } = judge({
    ...binary([0.9, 0.1, 0.9, 0.2, 0.8], [1, 0, 0, 0, 1]),
    cameras: ['yard', 'gate', 'gate', 'yard', 'yard'],
  });
  expect(cameras.map(({ camera, n, positives }) => [camera, n, positives])).toEqual([
    ['gate', 2, 0],
    ['yard', 3, 2],
  ]);
  const [gate, yard] = cameras;
  expect(gate?.fpr).toEqual(measureShare(1, 2));
  expect(gate?.recall).toEqual(measureShare(0, 0));
  expect(yard?.recall).toEqual(measureShare(2, 2));
});

it('shows what temperature scaling does to confidence', () => {
  const random = createRandom(2);
  const odds = Array.from({ length: 2_000 }, () => 4 * (random() - 0.5));
  const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
  const labels = odds.map((logit) => (random() < sigmoid(logit) ? 1 : 0));
  const sharp = odds.flatMap((logit) => [1 - sigmoid(4 * logit), sigmoid(4 * logit)]);
  const found = judge({ ...binary(odds.map(sigmoid), labels), uncalibrated: sharp });
  expect(found.ece.value).toBeLessThan(0.05);
  expect(found.ece_before?.value).toBeGreaterThan(0.15);
  expect(found.reliability.reduce((sum, { n }) => sum + n, 0)).toBe(2_000);
  expect(found.reliability_before?.reduce((sum, { n }) => sum + n, 0)).toBe(2_000);
});

const predictions = fc
  .record({ count: fc.integer({ min: 1, max: 60 }), kinds: fc.integer({ min: 2, max: 4 }), seed: fc.nat() })
  .map(({ count, kinds, seed }): Predictions => {
    const random = createRandom(seed);
    const rows = Array.from({ length: count }, () => {
      const row = Array.from({ length: kinds }, () => Math.ceil(4 * random()));
      const sum = row.reduce((all, value) => all + value, 0);
      return row.map((value) => value / sum);
    });
    const draw = (below: number) => rows.map(() => Math.floor(below * random()));
    return {
      probabilities: rows.flat(),
      labels: draw(kinds),
      classes: Array.from({ length: kinds }, (_, c) => `class-${c}`),
      positive: 0,
      groups: draw(20),
      cameras: draw(3).map(String),
    };
  });

it('holds every value in its interval, and every row in the confusion', () => {
  fc.assert(
    fc.property(predictions, (given) => {
      const found = judge(given);
      const { accuracy, precision, recall, f1, fpr, auroc: area, average_precision, brier, ece } = found;
      const measured = [accuracy, precision, recall, f1, fpr, area, average_precision, brier, ece];
      measured.push(...found.cameras.flatMap((camera) => [camera.accuracy, camera.recall, camera.fpr]));
      measured.push(...found.classes.flatMap((one) => [one.precision, one.recall, one.f1]));
      for (const { value, low, high } of measured) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(value);
        expect(value).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(1);
      }
      const sums = found.confusion.map((row) => row.reduce((sum, n) => sum + n, 0));
      expect(sums).toEqual(found.classes.map(({ n }) => n));
      expect(sums.reduce((sum, n) => sum + n, 0)).toBe(found.n);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    }),
    { numRuns: 12 },
  );
});

it('gives the AUROC of counting pairs, and the same for any scores in the same order', () => {
  const item = fc.record({ score: fc.integer({ min: 0, max: 8 }), label: fc.nat(1) });
  fc.assert(
    fc.property(fc.array(item, { minLength: 2, maxLength: 40 }), (items) => {
      const labels = items.map(({ label }) => label);
      fc.pre(labels.includes(0) && labels.includes(1));
      const scores = items.map(({ score }) => score / 8);
      const found = judge(binary(scores, labels));
      const plain = auroc(
        scores,
        labels.map((label) => label === 1),
        labels.map((_, i) => i),
      );
      expect(found.auroc.value).toBeCloseTo(plain, 12);
      const bent = judge(
        binary(
          scores.map((score) => score ** 3),
          labels,
        ),
      );
      expect(bent.auroc).toEqual(found.auroc);
      expect(bent.average_precision).toEqual(found.average_precision);
    }),
    { numRuns: 8 },
  );
});

it('gives the same judgement for the same seed, and other intervals for another', () => {
  const random = createRandom(3);
  const labels = Array.from({ length: 100 }, (_, i) => i % 2);
  const given = binary(
    labels.map((label) => 0.3 * label + 0.7 * random()),
    labels,
  );
  expect(judge(given, 5)).toEqual(judge(given, 5));
  expect(judge(given, 5).auroc).not.toEqual(judge(given, 6).auroc);
});

it('refuses predictions that do not fit', () => {
  const good = binary([0.1, 0.9], [0, 1]);
  const refused = (wrong: Partial<Predictions>) => {
    expect(() => judge({ ...good, ...wrong })).toThrow(expect.objectContaining({ code: 'LEARN_PREDICTIONS' }));
  };
  refused({ labels: [], probabilities: [] });
  refused({ labels: [0, 2] });
  refused({ labels: [0, 1, 1] });
  refused({ positive: 2 });
  refused({ groups: [1] });
  refused({ probabilities: [0.1, 0.9, Number.NaN, 0.5] });
  refused({ uncalibrated: [0.1, 0.9, 3, -2] });
});

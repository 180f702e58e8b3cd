import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import type { LabelledVectors } from './labelled.ts';
import { profileData } from './profile.ts';

const day = 86_400_000;
const march = Date.UTC(2026, 2, 1);

/** Two classes on two cameras over four days, each item in a direction of its own. */
function set(count: number, dims = 24): LabelledVectors {
  const random = createRandom(4);
  return {
    features: Float32Array.from({ length: count * dims }, (_, i) => random() + (Math.floor(i / dims) % 2) * 0.2),
    dims,
    labels: Array.from({ length: count }, (_, i) => i % 2),
    classes: ['normal', 'fire'],
    cameras: Array.from({ length: count }, (_, i) => (i % 4 < 2 ? 'yard' : 'gate')),
    times: Array.from({ length: count }, (_, i) => march + (i % 4) * day + i * 600_000),
  };
}

const codes = (data: LabelledVectors, options?: Parameters<typeof profileData>[1]) =>
  profileData(data, options).problems.map(({ code }) => code);
const find = (data: LabelledVectors, code: string, options?: Parameters<typeof profileData>[1]) =>
  profileData(data, options).problems.find((problem) => problem.code === code);

it('counts items by class, camera and day, and measures dimensions', () => {
  const found = profileData({
    features: Float32Array.from([1, 5, 0, 3, 5, 2, -2, 5, 1]),
    dims: 3,
    labels: [0, 1, 1],
    classes: ['normal', 'fire'],
    cameras: ['yard', 'yard', ''],
    times: [march, march + day - 1, Number.NaN],
  });
  expect(found.classes).toEqual([
    { label: 'normal', n: 1, groups: 1, cameras: 1, days: 1 },
    { label: 'fire', n: 2, groups: 2, cameras: 1, days: 1 },
  ]);
  expect(found.cameras).toEqual([
    { name: '', counts: [0, 1] },
    { name: 'yard', counts: [1, 1] },
  ]);
  expect(found.days).toEqual([
    { name: '', counts: [0, 1] },
    { name: '2026-03-01', counts: [1, 1] },
  ]);
  expect(found.dimensions.min).toEqual([-2, 5, 0]);
  expect(found.dimensions.max).toEqual([3, 5, 2]);
  expect(found.dimensions.mean).toEqual([2 / 3, 5, 1]);
  expect(found.dimensions.constant).toEqual([1]);
});

it('finds nothing wrong with a good set', () => {
  expect(codes(set(80))).toEqual([]);
});

it('names classes that cannot be learnt', () => {
  const good = set(80);
  expect(find({ ...good, labels: Array.from(good.times, () => 1) }, 'ONE_CLASS')?.message).toBe(
    'every item is "fire"; label some of what it is to be told from',
  );
  expect(find({ ...good, labels: Array.from(good.times, () => 1) }, 'CLASS_EMPTY')?.message).toContain('"normal"');
  const three = Array.from(good.times, (_, i) => (i < 3 ? 1 : 0));
  expect(find({ ...good, labels: three }, 'CLASS_FEW_ITEMS')).toMatchObject({ severity: 'error', items: [0, 1, 2] });
  expect(find({ ...good, labels: three }, 'CLASS_RARE')?.message).toContain('96 % of the items are of class "normal"');
  const oneEvent = { ...good, groups: Array.from(good.times, (_, i) => (i % 2 === 1 ? -1 : i)) };
  expect(find(good, 'CLASS_FEW_GROUPS', { groups: oneEvent.groups })?.message).toContain(
    'class "fire" shows only 1 occasion, in 40 items',
  );
});

it('names cameras and days that the head may learn in place of the classes', () => {
  const good = set(80);
  const told = { ...good, cameras: Array.from(good.labels, (label) => (label === 1 ? 'yard' : 'gate')) };
  expect(codes(told)).toEqual(['CAMERAS_TELL_CLASSES']);
  const one = {
    ...good,
    cameras: Array.from(good.labels, (label, i) => (label === 1 || i % 4 === 0 ? 'yard' : 'gate')),
  };
  expect(find(one, 'CLASS_ONE_CAMERA')?.message).toContain('class "fire" was seen by camera yard alone');
  const sameDay = { ...good, times: Array.from(good.times, (_, i) => march + i * 1_000_000) };
  expect(codes(sameDay)).toEqual(['ONE_DAY']);
});

it('names values that are no vectors', () => {
  const good = set(80);
  const bad = good.features.slice();
  bad[7 * 24 + 3] = Number.NaN;
  bad[9 * 24] = Number.POSITIVE_INFINITY;
  bad.fill(0, 11 * 24, 12 * 24);
  const found = profileData({ ...good, features: bad });
  expect(found.problems).toMatchObject([
    { code: 'NOT_FINITE', severity: 'error', items: [7, 9], count: 2 },
    { code: 'ALL_ZERO', severity: 'warning', items: [11], count: 1 },
  ]);
  expect(found.dimensions.mean.every(Number.isFinite)).toBe(true);
  expect(codes({ ...good, features: bad.fill(1) })).toContain('ALL_EQUAL');
});

it('names duplicates, and those of two labels', () => {
  const good = set(80);
  const copied = good.features.slice();
  copied.copyWithin(10 * 24, 0, 24);
  copied.copyWithin(13 * 24, 2 * 24, 3 * 24);
  copied.set(
    copied.subarray(5 * 24, 6 * 24).map((value) => value * 1.01 + 0.001),
    20 * 24,
  );
  const data = { ...good, features: copied };
  expect(profileData(data).duplicates).toMatchObject({ equal: 2, near: 6, groups: 3, missed: 0 });
  expect(profileData(data).problems).toMatchObject([
    { code: 'EQUAL_WITH_TWO_LABELS', severity: 'error', items: [2, 13], count: 1 },
    { code: 'ALIKE_WITH_TWO_LABELS', severity: 'warning', items: [5, 20], count: 1 },
    { code: 'EQUAL_ITEMS', severity: 'note', items: [10, 13], count: 2 },
    { code: 'NEAR_DUPLICATES', severity: 'note', count: 6 },
  ]);
});

it('names items unlike the rest of their class', () => {
  const good = set(80);
  const strange = good.features.slice();
  for (let d = 0; d < 24; d++) strange[30 * 24 + d] = d % 2 ? -1 : 1;
  expect(find({ ...good, features: strange }, 'OUTLIERS')).toMatchObject({ items: [30], count: 1 });
});

it('names what stands on both sides of a split', () => {
  const good = set(80);
  const copied = good.features.slice();
  copied.copyWithin(1 * 24, 41 * 24, 42 * 24);
  const data = { ...good, features: copied };
  const split = Array.from(good.times, (_, i) => (i < 40 ? 0 : 1));
  const found = profileData(data, { split }).problems;
  expect(found).toMatchObject([
    { code: 'SPLIT_GROUPS', severity: 'error', count: 1, items: [1, 41] },
    { code: 'SPLIT_DUPLICATES', severity: 'error', count: 1, items: [1, 41] },
    { code: 'EQUAL_ITEMS' },
  ]);
  expect(found[1]?.message).toContain('"fire"');
  expect(codes(good, { split })).toEqual([]);
});

it('takes no items', () => {
  const none = profileData({ features: new Float32Array(0), dims: 8, labels: [], classes: [], cameras: [], times: [] });
  expect(none).toMatchObject({ n: 0, groups: 0, problems: [{ code: 'NO_ITEMS' }] });
});

it('answers for any rows, in JSON, and names no more than 20 of them', () => {
  const value = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e38));
  const row = fc.record({
    values: fc.tuple(value, value),
    label: fc.nat(2),
    camera: fc.constantFrom('', 'yard', 'gate'),
    time: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -1e15, max: 9e15 })),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const found = profileData({
        features: Float32Array.from(rows.flatMap(({ values }) => values)),
        dims: 2,
        labels: rows.map(({ label }) => label),
        classes: ['a', 'b', 'c'],
        cameras: rows.map(({ camera }) => camera),
        times: rows.map(({ time }) => time),
      });
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      expect(found.classes.reduce((sum, { n }) => sum + n, 0)).toBe(rows.length);
      for (const { items, count, message } of found.problems) {
        expect(items.length).toBeLessThanOrEqual(20);
        expect(items.every((item) => item < rows.length)).toBe(true);
        expect(count).toBeGreaterThanOrEqual(0);
        expect(message).not.toMatch(/undefined|NaN/);
      }
    }),
  );
});

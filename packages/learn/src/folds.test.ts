import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupedFolds } from './folds.ts';

it('never splits a group, and uses every fold', () => {
  const groupOf = fc.array(fc.record({ label: fc.nat(1), group: fc.nat(40) }), { minLength: 60, maxLength: 200 });
  fc.assert(
    fc.property(groupOf, fc.integer(), (items, seed) => {
      const labels = items.map(({ label }) => label);
      const groups = items.map(({ group }) => group);
      const enough = [0, 1].every((label) => new Set(groups.filter((_, i) => labels[i] === label)).size >= 5);
      fc.pre(enough);
      const folds = groupedFolds(labels, groups, 5, seed);
      const foldsOf = new Map<number, Set<number>>();
      groups.forEach((group, i) => {
        foldsOf.set(group, (foldsOf.get(group) ?? new Set()).add(folds[i] ?? -1));
      });
      expect([...foldsOf.values()].every((set) => set.size === 1)).toBe(true);
      expect(new Set(folds).size).toBe(5);
    }),
  );
});

it('gives every fold its share of each class', () => {
  const labels = Array.from({ length: 450 }, (_, i) => (i < 74 ? 1 : 0));
  const folds = groupedFolds(
    labels,
    labels.map((_, i) => i),
    5,
    3,
  );
  for (let fold = 0; fold < 5; fold++) {
    const positives = labels.filter((label, i) => label === 1 && folds[i] === fold).length;
    expect(positives).toBeGreaterThanOrEqual(14);
    expect(positives).toBeLessThanOrEqual(15);
  }
});

it('deals the same folds for the same seed, and others for another', () => {
  const labels = Array.from({ length: 100 }, (_, i) => i % 2);
  const groups = labels.map((_, i) => i);
  expect(groupedFolds(labels, groups, 5, 1)).toEqual(groupedFolds(labels, groups, 5, 1));
  expect(groupedFolds(labels, groups, 5, 1)).not.toEqual(groupedFolds(labels, groups, 5, 2));
});

it('refuses a class with fewer groups than folds', () => {
  const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1];
  const groups = [0, 1, 2, 3, 4, 5, 6, 6, 7];
  expect(() => groupedFolds(labels, groups, 5, 1)).toThrow(expect.objectContaining({ code: 'LEARN_FOLDS' }));
});

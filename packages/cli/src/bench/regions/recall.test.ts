import { expect, it } from 'vitest';
import { recallAt } from './recall.ts';

const scored = (scores: readonly number[], groupOf: (i: number) => number = (i) => i) =>
  scores.map((score, i) => ({ score, groups: [groupOf(i)] }));
const others = scored(Array.from({ length: 200 }, (_, i) => i / 200));

it('takes the highest score that leaves no more than the share above it', () => {
  // 2 of 200 are 1 %: the third highest is the threshold.
  const { threshold, value } = recallAt(0.01, scored([0.5, 0.985, 0.9851, 1]), others, 1);
  expect(threshold).toBe(197 / 200);
  expect(value).toBe(0.5);
});

it('has an interval that is as wide as its groups are few', () => {
  const fires = Array.from({ length: 60 }, (_, i) => (i % 20 < 10 ? 1 : 0));
  const many = recallAt(
    0.01,
    scored(fires, (i) => 1000 + i),
    others,
    1,
  );
  const few = recallAt(
    0.01,
    scored(fires, (i) => 1000 + (i % 20)),
    others,
    1,
  );
  expect(many.value).toBe(0.5);
  expect(few.high - few.low).toBeGreaterThan(1.3 * (many.high - many.low));
  expect(recallAt(0.01, scored(fires), others, 1)).toEqual(recallAt(0.01, scored(fires), others, 1));
});

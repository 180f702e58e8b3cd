import { expect, it } from 'vitest';
import { groupItems } from './groups.ts';

const apart = (count: number) => {
  const features = new Float32Array(count * count);
  for (let row = 0; row < count; row++) features[row * count + row] = 1;
  return { features, dims: count };
};

it('joins looks of a camera that follow each other closely, in whatever order they come', () => {
  const found = groupItems({
    ...apart(6),
    cameras: ['yard', 'gate', 'yard', 'yard', 'yard', 'gate'],
    times: [0, 0, 119_000, 60_000, 59_999, 3_600_000],
  });
  // 59,999 ms join; 60,000 ms do not, but 60,000 lies 1 ms after 59,999.
  expect([...found.groups]).toEqual([0, 1, 0, 0, 0, 2]);
  expect(found.count).toBe(3);
});

it('leaves rows without a camera or a time to their likeness', () => {
  const { features, dims } = apart(4);
  const twin = Float32Array.from([...features, ...features.subarray(0, 4)]);
  const found = groupItems({
    features: twin,
    dims,
    cameras: ['', '', 'yard', 'yard', 'gate'],
    times: [0, 0, Number.NaN, 5, 7],
  });
  expect([...found.groups]).toEqual([0, 1, 2, 3, 0]);
});

it('joins two events that share a near-duplicate', () => {
  const features = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 1, 0.05, 0, 0, 1]);
  const found = groupItems({
    features,
    dims: 3,
    cameras: ['yard', 'yard', 'gate', 'gate'],
    times: [0, 1, 0, 1],
  });
  expect([...found.groups]).toEqual([0, 0, 0, 0]);
});

import fc from 'fast-check';
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

it('never parts near-duplicates, nor looks that follow each other closely', () => {
  const row = fc.record({
    values: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
    camera: fc.constantFrom('', 'yard', 'gate'),
    time: fc.integer({ min: 0, max: 2_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const { groups, count, duplicates } = groupItems({
        features: Float32Array.from(rows.flatMap(({ values }) => values)),
        dims: 3,
        cameras: rows.map(({ camera }) => camera),
        times: rows.map(({ time }) => time),
      });
      expect(new Set(groups)).toEqual(new Set(Array.from({ length: count }, (_, group) => group)));
      rows.forEach(({ camera, time }, i) => {
        expect(groups[i]).toBe(groups[duplicates.groupOf[i] ?? -1]);
        for (const [j, other] of rows.entries()) {
          const near = camera !== '' && camera === other.camera && Math.abs(time - other.time) < 60_000;
          if (near) expect(groups[i]).toBe(groups[j]);
        }
      });
    }),
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { nearDuplicates } from './duplicates.ts';

/** Rows in one corner of the space, as features after a ReLU are; each stands `copies` times, slightly altered. */
function corner(count: number, dims: number, copies: number, noise: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  const features = new Float32Array(count * copies * dims);
  for (let row = 0; row < count; row++) {
    const plain = Float32Array.from({ length: dims }, () => Math.max(0, random() - 0.3));
    for (let copy = 0; copy < copies; copy++) {
      const altered = plain.map((value) => Math.max(0, value + noise * (random() - 0.5)));
      features.set(altered, (copy * count + row) * dims);
    }
  }
  return features;
}

it('joins equal rows, near rows and chains of them', () => {
  const angle = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const features = Float32Array.from([0, 90, 10, 0, 20, 60].flatMap(angle));
  const found = nearDuplicates({ features, dims: 2 });
  // The cosine of 10 degrees is 0.985, of 20 degrees 0.940.
  expect([...found.groupOf]).toEqual([0, 1, 0, 0, 0, 5]);
  expect(found.repeats).toBe(1);
  expect(found.links.map(({ a, b }) => [a, b])).toEqual([
    [0, 3],
    [0, 2],
    [2, 4],
  ]);
  expect(found.missed).toBe(0);
});

it('does not mind how long a row is, and finds nothing like a row without a direction', () => {
  const features = Float32Array.from([1, 2, 50, 100, 0, 0, 0, 0, Number.NaN, 1, Number.NaN, 1]);
  expect([...nearDuplicates({ features, dims: 2 }).groupOf]).toEqual([0, 0, 2, 2, 4, 5]);
});

it('puts every pair of near-duplicates of a small set into one group', () => {
  const rows = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }), { maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.constantFrom(0.9, 0.98), (values, similarity) => {
      const { groupOf } = nearDuplicates({ features: Float32Array.from(values.flat()), dims: 3 }, { similarity });
      values.forEach((a, i) => {
        for (let j = 0; j < i; j++) {
          const b = values[j] ?? [];
          const product = a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);
          const cosine = product / Math.hypot(...a) / Math.hypot(...b);
          if (cosine > similarity + 1e-6) expect(groupOf[i]).toBe(groupOf[j]);
        }
      });
    }),
  );
});

it('finds nearly all pairs of a large set, and joins no others', () => {
  const count = 3_000;
  const features = corner(count, 64, 2, 0.14);
  const { groupOf, links, missed } = nearDuplicates({ features, dims: 64 });
  const found = Array.from({ length: count }, (_, row) => row).filter((row) => groupOf[count + row] === row).length;
  expect(found / count).toBeGreaterThan(0.98);
  expect(links).toHaveLength(found);
  expect(missed).toBeGreaterThan(0);
  expect(missed).toBeLessThan(0.02);
});

it('takes any number of equal rows', () => {
  const features = new Float32Array(20_000 * 8).fill(0.5);
  const found = nearDuplicates({ features, dims: 8 });
  expect(found.repeats).toBe(19_999);
  expect(new Set(found.groupOf).size).toBe(1);
});

it('joins a large set that is all but one picture', () => {
  const features = corner(1, 32, 6_000, 0.02);
  expect(new Set(nearDuplicates({ features, dims: 32 }).groupOf).size).toBe(1);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createNearest } from './nearest.ts';

const directions = (degrees: readonly number[]) =>
  Float32Array.from(degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]));
const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

it('answers with the rows of the smallest angle, and which row of the query is nearest', () => {
  const nearest = createNearest({ features: directions([0, 90]), dims: 2 }, { k: 3 });
  nearest.push(directions([40, 10]));
  nearest.push(directions([85, 50, 180]));
  const found = nearest.best();
  expect(found.map(({ row, query }) => [row, query])).toEqual([
    [2, 1],
    [1, 0],
    [0, 0],
  ]);
  expect(found[0]?.similarity).toBeCloseTo(cosine(5), 6);
  expect(nearest.seen).toBe(5);
});

it('leaves out what is the same as the query or as a better answer, and what is too far', () => {
  const nearest = createNearest(
    { features: directions([0]), dims: 2 },
    { k: 10, same: cosine(8), atLeast: cosine(60) },
  );
  nearest.push(directions([2, 10, 15, 30, 33, 59, 61]));
  expect(nearest.best().map(({ row }) => row)).toEqual([1, 3, 5]);
});

it('equals comparing everything', () => {
  const setting = fc.record({
    seed: fc.nat(),
    count: fc.integer({ min: 0, max: 400 }),
    k: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(setting, fc.integer({ min: 1, max: 70 }), ({ seed, count, k }, chunk) => {
      const dims = 5;
      const random = createRandom(seed);
      // Few values a dimension, so that there are ties.
      const draw = (n: number) => Float32Array.from({ length: n * dims }, () => Math.floor(3 * random()) - 0.5);
      const query = draw(2);
      const rows = draw(count);
      const nearest = createNearest({ features: query, dims }, { k });
      for (let at = 0; at < count; at += chunk) nearest.push(rows.subarray(at * dims, (at + chunk) * dims));
      const similarity = (row: number) =>
        Math.max(
          ...[0, 1].map((q) => {
            const [a, b] = [rows.subarray(row * dims, row * dims + dims), query.subarray(q * dims, q * dims + dims)];
            const product = a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0);
            return product / Math.hypot(...a) / Math.hypot(...b);
          }),
        );
      const all = Array.from({ length: count }, (_, row) => similarity(row)).sort((a, b) => b - a);
      const found = nearest.best();
      expect(found).toHaveLength(Math.min(k, count));
      found.forEach((one, i) => {
        expect(one.similarity).toBeCloseTo(all[i] ?? 2, 5);
        expect(one.similarity).toBeCloseTo(similarity(one.row), 5);
      });
    }),
  );
});

it('never answers with two rows that are the same, and always with the best of all', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 20 }), (seed, k) => {
      const random = createRandom(seed);
      const rows = directions(Array.from({ length: 500 }, () => 180 * random()));
      const nearest = createNearest({ features: directions([0]), dims: 2 }, { k, same: cosine(3) });
      nearest.push(rows);
      const found = nearest.best();
      const degrees = found.map(({ row }) => (Math.atan2(rows[2 * row + 1] ?? 0, rows[2 * row] ?? 0) * 180) / Math.PI);
      degrees.forEach((at, i) => {
        if (i > 0) expect(at - (degrees[i - 1] ?? 0)).toBeGreaterThan(2.99);
      });
      const angles = Array.from({ length: 500 }, (_, row) => Math.atan2(rows[2 * row + 1] ?? 0, rows[2 * row] ?? 0));
      const best = Math.min(...angles.filter((angle) => angle > (3.001 * Math.PI) / 180));
      expect(degrees[0]).toBeLessThanOrEqual((best * 180) / Math.PI + 0.01);
      expect(found).toHaveLength(k);
    }),
  );
});

it('answers with nothing for rows or a query without a direction', () => {
  const nearest = createNearest({ features: directions([0]), dims: 2 }, { k: 5 });
  nearest.push(Float32Array.from([0, 0, Number.NaN, 1, Number.POSITIVE_INFINITY, 1]));
  expect(nearest.best()).toEqual([]);
  const nothing = createNearest({ features: new Float32Array(2), dims: 2 }, { k: 5 });
  nothing.push(directions([0]));
  expect(nothing.best()).toEqual([]);
});

it('keeps its own copy of what it may answer with', () => {
  const nearest = createNearest({ features: directions([0]), dims: 2 }, { k: 2, same: cosine(5) });
  const buffer = directions([30]);
  nearest.push(buffer);
  buffer.set(directions([60]));
  nearest.push(buffer);
  expect(nearest.best().map(({ row }) => row)).toEqual([0, 1]);
});

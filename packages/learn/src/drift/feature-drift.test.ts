import { describe, expect, it } from 'vitest';
import { createRandom, shuffled } from '../random.ts';
import { discoveries, isDrifted } from './discoveries.ts';
import { meanDistance } from './energy.ts';
import { type FeatureDrift, featureDrift, type HourSample } from './feature-drift.ts';

const dims = 8;
const rowsAnHour = 6;

/** What is simulated beside the daily cycle and noise that lasts for half an hour. */
interface Scene {
  readonly days?: number;
  /** How much whole days differ. */
  readonly weather?: number;
  /** What the last day's features become. */
  readonly change?: (row: Float32Array) => Float32Array;
}

/** The standard normal distribution (Box and Muller). */
function normals(seed: number): () => number {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A camera by day and night: bright and dark, and noise that follows itself: AR(1), a row every ten minutes. */
function simulate(seed: number, { days = 15, weather = 0, change = (row) => row }: Scene = {}): HourSample[] {
  const normal = normals(seed);
  const after = Math.exp(-10 / 30);
  const noise = new Float32Array(dims);
  return Array.from({ length: days }, (_, day) => {
    const grey = Array.from({ length: dims }, () => weather * normal());
    return Array.from({ length: 24 }, (_, hour) => {
      const rows = Array.from({ length: rowsAnHour }, () =>
        noise.map((value, d) => {
          noise[d] = after * value + Math.sqrt(1 - after ** 2) * normal();
          const light = 6 * Math.sin((2 * Math.PI * (hour - 6)) / 24 + d / 3);
          return light + (noise[d] ?? 0) + (grey[d] ?? 0);
        }),
      ).map((row) => (day === days - 1 ? change(row) : row));
      return { day, hour, features: Float32Array.from(rows.flatMap((row) => [...row])) };
    });
  }).flat();
}

function test(samples: readonly HourSample[], options = {}): FeatureDrift {
  const result = featureDrift(samples, dims, Math.max(...samples.map(({ day }) => day)), options);
  if ('tooLittle' in result) throw new Error('too little history');
  return result;
}

/** What the textbook does with frames as if each had been drawn by itself. */
function plainP(samples: readonly HourSample[], seed: number): number {
  const random = createRandom(seed);
  const rows = samples.flatMap(({ day, features }) =>
    Array.from({ length: rowsAnHour }, (_, row) => ({ day, row: features.subarray(row * dims, (row + 1) * dims) })),
  );
  const join = (part: typeof rows) => Float32Array.from(part.flatMap(({ row }) => [...row]));
  const last = shuffled(
    rows.filter(({ day }) => day === 14),
    random,
  ).slice(0, 60);
  const before = shuffled(
    rows.filter(({ day }) => day < 14),
    random,
  ).slice(0, 60);
  const energy = (order: typeof rows) => {
    const [a, b] = [join(order.slice(0, 60)), join(order.slice(60))];
    return 2 * meanDistance(a, b, dims) - meanDistance(a, a, dims) - meanDistance(b, b, dims);
  };
  const observed = energy([...last, ...before]);
  const farther = Array.from({ length: 39 }, () => energy(shuffled([...last, ...before], random)));
  return (1 + farther.filter((one) => one >= observed).length) / 40;
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / hits.length;

describe('the drift test', () => {
  it('raises about the stated share of false alarms on cameras that do not change', () => {
    const ps = seeds(200).map((seed) => test(simulate(seed), { seed }).p);
    // Of 200 at 5 %, 99 % of the time 0.015 to 0.095.
    expect(share(ps.map((p) => p <= 0.05))).toBeGreaterThan(0.01);
    expect(share(ps.map((p) => p <= 0.05))).toBeLessThan(0.1);
    expect(share(ps.map((p) => p <= 0.01))).toBeLessThan(0.04);
  });

  it('does so where rearranging frames would raise many', () => {
    // A camera that began in the evening: its last day is not yet a whole one, as is usual for a check at some hour.
    const partial = (seed: number) => simulate(seed).filter(({ day, hour }) => day < 14 || hour < 12);
    const plain = seeds(25).map((seed) => plainP(partial(seed), seed) <= 0.05);
    const ours = seeds(25).map((seed) => test(partial(seed), { seed }).p <= 0.05);
    expect(share(plain)).toBeGreaterThan(0.5);
    expect(share(ours)).toBeLessThan(0.2);
  });

  it('takes no grey day for a drift, though hours of a day resemble each other', () => {
    const results = seeds(100).map((seed) => test(simulate(seed, { weather: 1 }), { seed }));
    expect(share(results.map(({ p }) => p <= 0.01))).toBeGreaterThan(0.1);
    expect(share(results.map((result) => isDrifted(result, result.p <= 0.01)))).toBeLessThan(0.08);
  });

  it.each([
    ['a camera that was moved', (row: Float32Array) => row.toReversed()],
    ['another lens', (row: Float32Array) => row.map((value, d) => value * (d % 2 ? 0.5 : 1.4))],
    ['a backbone in other numbers', (row: Float32Array) => row.map((value, d) => value + (d < 4 ? 2 : 0))],
    ['a blind camera', () => new Float32Array(dims)],
  ])('finds %s', (_, change) => {
    for (const weather of [0, 0.5]) {
      for (const seed of seeds(5)) {
        const result = test(simulate(seed, { change, weather }), { seed });
        expect(result.p).toBeLessThan(1e-3);
        expect(isDrifted(result, true)).toBe(true);
      }
    }
  });

  it('says that there is too little history', () => {
    const tested = { tooLittle: true, days: 3, hours: 0 };
    expect(featureDrift(simulate(1, { days: 4 }), dims, 3)).toEqual(tested);
    expect(featureDrift([], dims, 3)).toEqual({ tooLittle: true, days: 0, hours: 0 });
    const fewHours = simulate(1).filter(({ day, hour }) => day < 14 || hour < 3);
    expect(featureDrift(fewHours, dims, 14)).toEqual({ tooLittle: true, days: 14, hours: 3 });
  });

  it('is zero for a picture that never changes', () => {
    const still = simulate(1).map((sample) => ({ ...sample, features: new Float32Array(rowsAnHour * dims).fill(0.3) }));
    expect(test(still)).toMatchObject({ distance: 0, usual: 0, farthest: 0, p: 1, days: 14, hours: 24, rows: 144 });
  });
});

describe('the discoveries among many tests', () => {
  it('are those of Benjamini and Hochberg', () => {
    const ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324];
    expect(discoveries([...ps, 0.4262, 0.5719, 0.6528, 0.759, 1], 0.05).filter(Boolean)).toHaveLength(4);
    expect(discoveries([0.5, 0.01], 0.05)).toEqual([false, true]);
    expect(discoveries([], 0.05)).toEqual([]);
  });
});

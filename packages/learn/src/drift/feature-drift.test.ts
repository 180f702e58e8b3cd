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

type Frame = Float32Array;

/** The textbook's test, which takes frames as if each had been drawn by itself. */
function plainP(last: readonly Frame[], before: readonly Frame[], random: () => number): number {
  const all = [...last, ...before];
  const join = (frames: readonly Frame[]) => Float32Array.from(frames.flatMap((row) => [...row]));
  const energy = (order: readonly Frame[]) => {
    const [a, b] = [join(order.slice(0, last.length)), join(order.slice(last.length))];
    return 2 * meanDistance(a, b, dims) - meanDistance(a, a, dims) - meanDistance(b, b, dims);
  };
  const observed = energy(all);
  const farther = Array.from({ length: 39 }, () => energy(shuffled(all, random))).filter((one) => one >= observed);
  return (1 + farther.length) / 40;
}

/** The frames of some days. */
function framesOf(samples: readonly HourSample[], isWanted: (day: number) => boolean): readonly Frame[] {
  return samples
    .filter(({ day }) => isWanted(day))
    .flatMap(({ features }) =>
      Array.from({ length: rowsAnHour }, (_, row) => features.slice(row * dims, (row + 1) * dims)),
    );
}

/** All frames of the last day and as many of the days before. */
function plainDayP(samples: readonly HourSample[], seed: number): number {
  const random = createRandom(seed);
  const draw = (frames: readonly Frame[]) => shuffled(frames, random).slice(0, 60);
  const last = draw(framesOf(samples, (day) => day === 14));
  const before = draw(framesOf(samples, (day) => day < 14));
  return plainP(last, before, random);
}

/** The frames of one hour of the last day and of the same hour of the days before. */
function plainHourP(samples: readonly HourSample[], seed: number): number {
  const own = samples.filter(({ hour }) => hour === 12);
  const [last, before] = [framesOf(own, (day) => day === 14), framesOf(own, (day) => day < 14)];
  return plainP(last, before, createRandom(seed));
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
    // A camera that began in the evening: its last day is not yet a whole one.
    const partial = (seed: number) => simulate(seed).filter(({ day, hour }) => day < 14 || hour < 12);
    const alarms = (ps: readonly number[]) => share(ps.map((p) => p <= 0.05));
    // Half a day is not like whole days…
    expect(alarms(seeds(10).map((seed) => plainDayP(partial(seed), seed)))).toBe(1);
    // … and six frames of one hour are not six of the hours of all days.
    expect(alarms(seeds(60).map((seed) => plainHourP(simulate(seed), seed)))).toBeGreaterThan(0.5);
    expect(alarms(seeds(60).map((seed) => test(partial(seed), { seed }).p))).toBeLessThan(0.17);
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

import type { Measured } from '../figures.ts';
import { createRandom } from '../random.ts';

/** So many resamples, and fewer of large sets: about this many rows are drawn in all. */
const [mostResamples, leastResamples, rowsDrawn] = [1_000, 200, 50_000_000];

/** Figures of rows that stand a number of times each, by name; no number where one says nothing. */
export type Measure<Name extends string> = (weights: Float64Array) => Record<Name, number>;

/**
 * Measures rows, and how much the figures would differ with other rows: the middle 95 % over resamples (Efron 1979).
 *
 * Whole groups are drawn, not rows (the cluster bootstrap: Davison and Hinkley 1997, section 3.8), because the frames of a
 * group are not independent: drawing rows would make an hour of one fire look like thousands of fires. An interval is
 * widened to hold the value where resampling shifts a figure to one side, as it does the calibration error. Resamples
 * whose figure is no number are left out; when most are, the interval is 0 to 1.
 *
 * @param groups the group of each row, from 0 to `groupCount` − 1.
 */
export function bootstrap<Name extends string>(
  groups: ArrayLike<number>,
  groupCount: number,
  seed: number,
  measure: Measure<Name>,
): Record<Name, Measured> {
  const count = groups.length;
  const random = createRandom(seed);
  const values = measure(new Float64Array(count).fill(1));
  const names = Object.keys(values) as Name[];
  const drawn = new Map(names.map((name) => [name, [] as number[]]));
  const resamples = Math.min(mostResamples, Math.max(leastResamples, Math.floor(rowsDrawn / Math.max(1, count))));
  const times = new Float64Array(groupCount);
  const weights = new Float64Array(count);
  for (let i = 0; i < resamples; i++) {
    times.fill(0);
    for (let draw = 0; draw < groupCount; draw++) {
      const group = Math.floor(random() * groupCount);
      times[group] = (times[group] as number) + 1;
    }
    for (let row = 0; row < count; row++) weights[row] = times[groups[row] as number] as number;
    const found = measure(weights);
    for (const name of names) if (!Number.isNaN(found[name])) drawn.get(name)?.push(found[name]);
  }
  const measured = names.map((name) => [name, interval(values[name], drawn.get(name) ?? [], resamples)] as const);
  return Object.fromEntries(measured) as Record<Name, Measured>;
}

function interval(value: number, drawn: number[], resamples: number): Measured {
  if (drawn.length < resamples / 2) return { value, low: 0, high: 1 };
  drawn.sort((a, b) => a - b);
  const low = drawn[Math.floor(0.025 * drawn.length)] as number;
  const high = drawn[Math.ceil(0.975 * drawn.length) - 1] as number;
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}

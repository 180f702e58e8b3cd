import { describe, expect, it } from 'vitest';
import { isSustained, nextRate, quantileMs, readBuckets, readMetric } from './figures.ts';

const load = {
  ...{ sent: 100, acknowledged: 100, open_middle: 2, open_end: 2, behind_ms: 5, cpu_s: 0 },
  ack_ms: { p50: 0, p90: 0, p99: 0, max: 0 },
};
const run = { per_second: 10, load, stored: 100, decided: 300, shed: 0 };

describe('a rate', () => {
  it('is held when all is stored, decided and acknowledged in time', () => {
    expect(isSustained(run, 3)).toBe(true);
  });

  it.each([
    ['stored', { stored: 99 }],
    ['decided', { decided: 299 }],
    ['thinned', { shed: 1 }],
    ['acknowledged', { load: { ...load, acknowledged: 99 } }],
    ['piling up', { load: { ...load, open_end: 3 } }],
    ['late in being sent', { load: { ...load, behind_ms: 250 } }],
  ])('is not held when something is not, or is: %s', (_what, changes) => {
    expect(isSustained({ ...run, ...changes }, 3)).toBe(false);
  });
});

it('the search goes up while rates are held, down while they are not, and ends between', () => {
  const highest = 26_400;
  let [held, failed] = [0, Number.POSITIVE_INFINITY];
  const tried: number[] = [];
  for (let rate = nextRate(held, failed, 20_000); rate !== undefined; rate = nextRate(held, failed, 20_000)) {
    tried.push(rate);
    if (rate <= highest) held = rate;
    else failed = rate;
  }
  expect([tried, held]).toEqual([[20_000, 25_000, 31_500, 28_500, 27_000, 26_000, 26_500], 26_000]);
});

it('quantiles are read from what Prometheus is told between two moments', () => {
  const text = (counts: readonly number[]) =>
    ['0.01', '0.02', '+Inf'].map((le, index) => `took_seconds_bucket{le="${le}"} ${counts[index]}`).join('\n');
  const before = readBuckets(text([10, 10, 10]), 'took_seconds');
  const after = readBuckets(text([60, 108, 110]), 'took_seconds');
  expect([0.25, 0.5, 0.74, 1].map((share) => quantileMs(before, after, share))).toEqual([5, 10, 15, 20]);
  expect(readMetric('a 1\nab{c="d"} 2', 'ab{c="d"}')).toBe(2);
});

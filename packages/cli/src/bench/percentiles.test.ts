import { expect, test } from 'vitest';
import { percentiles } from './percentiles.ts';

test('percentiles are the nearest ranks', () => {
  const sample = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect(percentiles(sample)).toEqual({ p50: 100, p90: 180, p99: 198, max: 200 });
});

test('one value is every percentile', () => {
  expect(percentiles([7.04])).toEqual({ p50: 7, p90: 7, p99: 7, max: 7 });
});

test('an empty sample gives zeros', () => {
  expect(percentiles([])).toEqual({ p50: 0, p90: 0, p99: 0, max: 0 });
});

import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatCount,
  formatDuration,
  formatLatency,
  formatMegabytes,
  formatMillis,
  formatScore,
} from './format.ts';

describe('what numbers look like', () => {
  it('shows a score with two digits, and 1 only when it is certain', () => {
    expect([0, 0.29, 0.935, 0.999, 1].map(formatScore)).toEqual(['0.00', '0.29', '0.93', '0.99', '1.00']);
  });

  it('shows an age in its largest unit', () => {
    expect([-300, 4900, 61_000, 3_600_000, 47 * 3_600_000, 49 * 3_600_000].map(formatAge)).toEqual([
      '0 s',
      '4 s',
      '1 min',
      '1 h',
      '47 h',
      '2 d',
    ]);
  });

  it('shows a running time like a stopwatch', () => {
    expect([-1, 42_999, 723_000, 3_900_000].map(formatDuration)).toEqual(['0:00', '0:42', '12:03', '1:05:00']);
  });

  it('shows a latency in milliseconds until they are too many to read', () => {
    expect([411.6, 9999, 14_200].map(formatLatency)).toEqual(['412 ms', '9999 ms', '14 s']);
  });

  it('shows stages, memory and counts', () => {
    expect([formatMillis(3.14), formatMillis(14.2), formatMegabytes(183_400_000)]).toEqual([
      '3.1 ms',
      '14 ms',
      '183 MB',
    ]);
    expect([7, 1234, 1_234_567].map(formatCount)).toEqual(['7', '1,234', '1,234,567']);
  });
});

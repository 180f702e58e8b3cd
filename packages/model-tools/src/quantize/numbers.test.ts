import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFeatures } from './fidelity.ts';
import { encodeHalf } from './float16.ts';
import { createHistogram } from './histogram.ts';

describe('a half', () => {
  // IEEE 754-2008, binary16.
  it.each([
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [1e6, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 / 3, 0x3555],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.9999, 0x6800],
  ])('%f is %i', (value, bits) => {
    expect(encodeHalf(value)).toBe(bits);
  });

  it('is as near as a half can be', () => {
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        const half = decodeHalf(encodeHalf(value));
        const step = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -14)))) - 10);
        expect(Math.abs(half - value)).toBeLessThanOrEqual(step / 2);
      }),
    );
  });
});

function decodeHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const size = exponent === 0 ? (bits & 1023) * 2 ** -24 : (1 + (bits & 1023) / 1024) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
}

describe('a range', () => {
  const uniform = Float32Array.from({ length: 100_000 }, (_, i) => i / 100_000);

  it('covers all, or all but one in 10,000', () => {
    const histogram = createHistogram();
    expect(histogram.add(uniform)).toBe(true);
    expect(histogram.add(Float32Array.of(-2, 50))).toBe(true);
    expect(histogram.range('max')).toEqual({ low: -2, high: 50 });
    const { low, high } = histogram.range('percentile');
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0.99);
    expect(high).toBeLessThan(1.1);
  });

  it('cuts what costs less than the finer steps win', () => {
    const histogram = createHistogram();
    histogram.add(uniform);
    // One value far out: all others would have a fiftieth of the steps for its sake.
    histogram.add(Float32Array.of(50));
    const { high } = histogram.range('mse');
    expect(high).toBeLessThan(50);
    expect(high).toBeGreaterThan(1);
    const plain = createHistogram();
    plain.add(uniform);
    expect(plain.range('mse').high).toBeGreaterThan(0.98);
  });

  it('is of the same values whatever the order they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1 }), (values) => {
        const [one, other] = [createHistogram(), createHistogram()];
        one.add(Float32Array.from(values));
        for (const value of values.toReversed()) other.add(Float32Array.of(value));
        for (const method of ['max', 'percentile', 'mse'] as const)
          expect(one.range(method)).toEqual(other.range(method));
      }),
    );
  });

  it('is not taken of what is no number', () => {
    expect(createHistogram().add(Float32Array.of(1, Number.NaN))).toBe(false);
    expect(createHistogram().add(Float32Array.of(1, Number.POSITIVE_INFINITY))).toBe(false);
  });
});

it('features are compared picture by picture', () => {
  const features = compareFeatures(Float32Array.of(1, 0, 0, 2, 0, 0), Float32Array.of(5, 0, 2, 2, 0, 0), 2);
  expect(features).toEqual({
    min: expect.closeTo(Math.SQRT1_2, 4),
    mean: expect.closeTo((2 + Math.SQRT1_2) / 3, 4),
    n: 3,
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample, errorOf, estimateOf, type Sample, sampleOf } from './estimate.ts';

const ms = (most: number) => fc.double({ min: 0, max: most, noNaN: true });

describe('an exchange', () => {
  it('gives the offset and the delay of RFC 5905', () => {
    // The server is 1000 ms ahead; 30 ms there, 5 ms in the server, 10 ms back.
    expect(sampleOf({ asked: 0, received: 1030, answered: 1035, heard: 45 })).toEqual({
      ...{ offset: 1010, delay: 40, at: 45 },
    });
  });

  it('never is wronger than it says, however uneven the ways are', () => {
    const offsets = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(offsets, ms(5000), ms(5000), ms(100), (offset, there, inside, back) => {
        const received = there + offset;
        const sample = sampleOf({ asked: 0, received, answered: received + inside, heard: there + inside + back });
        expect(Math.abs(sample.offset - offset)).toBeLessThanOrEqual(errorOf(sample, sample.at) + 1e-3);
      }),
    );
  });
});

describe('exchanges', () => {
  const add = (all: readonly Sample[]) => all.reduce(addSample, [] as readonly Sample[]);

  it('are judged by the quickest of the recent ones', () => {
    const samples = add([
      { offset: 90, delay: 200, at: 0 },
      { offset: 3, delay: 8, at: 1000 },
      { offset: -60, delay: 150, at: 2000 },
    ]);
    expect(estimateOf(samples, 2000)).toEqual({ offset: 3, error: 4 + 0.1 });
  });

  it('grow wronger with time, so that a newer one counts in the end', () => {
    const samples = add([
      { offset: 3, delay: 8, at: 0 },
      { offset: 10, delay: 30, at: 200_000 },
    ]);
    expect(estimateOf(samples, 200_000)?.offset).toBe(10);
  });

  it('of before a step are forgotten with the first one after it', () => {
    const before = [0, 1, 2].map((n): Sample => ({ offset: n, delay: 10, at: 16_000 * n }));
    const after: Sample = { offset: 3_600_000, delay: 400, at: 48_000 };
    expect(add([...before, after])).toEqual([after]);
  });

  it('are kept in a bounded number, and the estimate is within its error, while the clocks differ by a constant', () => {
    const ways = fc.array(fc.tuple(ms(500), ms(500)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), ways, (offset, all) => {
        let now = 0;
        let samples: readonly Sample[] = [];
        for (const [there, back] of all) {
          const stamps = { asked: now, received: now + there + offset, answered: now + there + offset };
          samples = addSample(samples, sampleOf({ ...stamps, heard: now + there + back }));
          now += 16_000;
        }
        expect(samples.length).toBe(Math.min(8, all.length));
        const estimate = estimateOf(samples, now);
        expect(Math.abs((estimate?.offset ?? Number.NaN) - offset)).toBeLessThanOrEqual((estimate?.error ?? 0) + 1e-3);
      }),
    );
  });
});

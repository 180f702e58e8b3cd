import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackoffSchedule, backoffDelay } from './backoff.ts';
import { sleep, systemClock } from './time.ts';

describe('a back-off', () => {
  const schedule: BackoffSchedule = { first: 500, max: 30_000, factor: 2, jitter: 0.5 };

  it('grows from the first wait to the longest', () => {
    const waits = [1, 2, 3, 6, 7, 8, 1000].map((failures) => backoffDelay(schedule, failures, 0));
    expect(waits).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('takes a random share off', () => {
    expect(backoffDelay(schedule, 1, 0.5)).toBe(375);
    expect(backoffDelay({ ...schedule, jitter: 0 }, 1, 0.99)).toBe(500);
  });

  it('stays between nothing and the longest wait, and is a number, whatever the failures', () => {
    const anySchedule = fc.record({
      first: fc.nat({ max: 60_000 }),
      max: fc.nat({ max: 600_000 }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 1, max: 1e9 }), random, (any, failures, share) => {
        const wait = backoffDelay(any, failures, share);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(Math.min(any.first, any.max) * (1 - any.jitter)));
        expect(wait).toBeLessThanOrEqual(any.max);
      }),
    );
  });
});

describe('sleep', () => {
  it('ends at once when its signal is aborted, and leaves no listener', async () => {
    const abort = new AbortController();
    const slept = sleep(3_600_000, abort.signal);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1);
    abort.abort();
    await slept;
    await sleep(3_600_000, abort.signal);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });

  it('leaves no listener when it ends by itself', async () => {
    const abort = new AbortController();
    const before = systemClock.now();
    await sleep(20, abort.signal);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(15);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });
});

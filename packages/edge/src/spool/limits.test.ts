import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropStep, excessOf, expiredOf } from './limits.ts';

const limits = { maxBytes: 1_000_000, maxAge: 3_600_000 };
const hour = 3_600_000;

describe('the limits of the spool', () => {
  test('nothing has to go while there is room', () => {
    expect(excessOf({ messages: 10, bytes: 1_000_000 }, limits)).toBe(0);
    expect(excessOf({ messages: 0, bytes: 2_000_000 }, limits)).toBe(0);
  });

  test('what is too much goes in steps, and in the end all fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 20_000 }), (messages, each) => {
        let left = messages;
        for (let steps = 0; left * each > limits.maxBytes; steps++) {
          const excess = excessOf({ messages: left, bytes: left * each }, limits);
          expect(excess).toBeGreaterThan(0);
          expect(excess).toBeLessThanOrEqual(Math.min(left, dropStep));
          left -= excess;
          expect(steps).toBeLessThan(messages / dropStep + 20);
        }
        // Not more than had to go, but for the last one.
        if (left < messages) expect((left + 1) * each).toBeGreaterThanOrEqual(limits.maxBytes - each);
      }),
    );
  });

  test('what is older than the limit goes', () => {
    const rows = [
      { id: 1, at: 0 },
      { id: 2, at: 2 * hour },
    ];
    expect(expiredOf(rows, limits, { now: 2.5 * hour, running: 0, unset: hour, before: 2 })).toEqual([1]);
  });

  test('a clock that steps forward makes nothing of this run too old', () => {
    const rows = [
      { id: 1, at: 0 },
      { id: 2, at: 0 },
    ];
    const moment = { now: Date.UTC(2026, 0, 1), before: 1 };
    expect(expiredOf(rows, limits, { ...moment, running: 60_000, unset: hour })).toEqual([1]);
    expect(expiredOf(rows, limits, { ...moment, running: hour + 1, unset: hour })).toEqual([1, 2]);
  });

  test('a clock that was set back keeps everything', () => {
    expect(expiredOf([{ id: 1, at: 9 * hour }], limits, { now: 0, running: 0, unset: hour, before: 1 })).toEqual([]);
  });

  test('a clock that was set within the last hour makes nothing too old', () => {
    const moment = { now: Date.UTC(2026, 0, 1), running: 9 * hour, before: 1 };
    expect(expiredOf([{ id: 1, at: 0 }], limits, { ...moment, unset: hour - 1 })).toEqual([]);
    expect(expiredOf([{ id: 1, at: 0 }], limits, { ...moment, unset: hour })).toEqual([1]);
  });
});

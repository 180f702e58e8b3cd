import { describe, expect, it } from 'vitest';
import { maxTries, nextTry } from './next-try.ts';

const schedule = { first: 5000, max: 600_000, factor: 2, jitter: 0.5 };
const base = { tries: 1, expiresAt: 1e9, failure: { retry: true, retryAfter: null }, now: 0, random: 0, schedule };

describe('the next try', () => {
  it('waits longer each time, up to a limit', () => {
    const waits = [1, 2, 3, 20].map((tries) => nextTry({ ...base, tries }));
    expect(waits).toEqual([5000, 10_000, 20_000, 600_000]);
  });

  it('is at any time in the second half of the wait', () => {
    expect(nextTry({ ...base, random: 0.5 })).toBe(3750);
  });

  it('comes no sooner than the other side wants it', () => {
    expect(nextTry({ ...base, failure: { retry: true, retryAfter: 90_000 } })).toBe(90_000);
    expect(nextTry({ ...base, failure: { retry: true, retryAfter: 100 } })).toBe(5000);
  });

  it('does not come after the message has expired', () => {
    expect(nextTry({ ...base, expiresAt: 3000 })).toBe(3000);
    expect(nextTry({ ...base, expiresAt: 3000, now: 3000 })).toBeNull();
  });

  it('does not come when nothing would be another then, nor for ever', () => {
    expect(nextTry({ ...base, failure: { retry: false, retryAfter: null } })).toBeNull();
    expect(nextTry({ ...base, tries: maxTries })).toBeNull();
  });
});

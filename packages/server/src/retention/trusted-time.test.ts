import { describe, expect, it } from 'vitest';
import { beginTrust, stepTrust, type TimeTrust } from './trusted-time.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 22);

/** Looks once a minute for a while; the wall clock goes as the steady one does. */
function goOn(from: TimeTrust, wall: number, minutes: number): TimeTrust {
  let trust = from;
  for (let minute = 1; minute <= minutes; minute++) {
    trust = stepTrust(trust, wall + minute * 60_000, from.steady + minute * 60_000);
  }
  return trust;
}

describe('the moment that retention goes by', () => {
  it('is the wall clock’s while that goes steadily', () => {
    const trust = goOn(beginTrust(now, 5, now - hour), now, 100);
    expect(trust).toMatchObject({ at: now + 100 * 60_000, doubt: null });
    expect(beginTrust(now, 5, null)).toMatchObject({ at: now, doubt: null });
  });

  it('does not follow a step forward for an hour, and does then', () => {
    const before = beginTrust(now, 0, now);
    expect(goOn(before, now + 40 * day, 59)).toMatchObject({ at: now + 59 * 60_000, doubt: { since: 60_000 } });
    expect(goOn(before, now + 40 * day, 61)).toMatchObject({ at: now + 40 * day + 61 * 60_000, doubt: null });
  });

  it('begins the hour again when the clock steps again', () => {
    const first = goOn(beginTrust(now, 0, now), now + 40 * day, 50);
    expect(goOn(first, now + 80 * day, 50)).toMatchObject({ at: now + 100 * 60_000 });
  });

  it('is the right one at once when a step is taken back', () => {
    const stepped = goOn(beginTrust(now, 0, now), now + day, 10);
    expect(goOn(stepped, now + 10 * 60_000, 1)).toEqual({ at: now + 11 * 60_000, steady: 11 * 60_000, doubt: null });
  });

  it('follows a step back at once, which makes nothing old', () => {
    expect(goOn(beginTrust(now, 0, now), now - day, 1)).toMatchObject({ at: now - day + 60_000, doubt: null });
  });

  it('is that of the newest row where a server starts long after it, until the clock has gone steadily for an hour', () => {
    const trust = beginTrust(now, 0, now - 40 * day);
    expect(trust.at).toBe(now - 40 * day);
    expect(goOn(trust, now, 59).at).toBe(now - 40 * day + 59 * 60_000);
    expect(goOn(trust, now, 61)).toMatchObject({ at: now + 61 * 60_000, doubt: null });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoginLimit, ofAccount, ofAddress, placeOf, waitOf } from './login-limit.ts';

const home = '192.0.2.1';
const abroad = '198.51.100.7';

describe('the limit of logins', () => {
  it('lets five failures pass, then asks for waits that double up to a minute', () => {
    const limit = createLoginLimit();
    const waits: number[] = [];
    let now = 0;
    for (let i = 0; i < 13; i++) {
      limit.failed('ann', home, now);
      const wait = limit.wait('ann', home, now);
      waits.push(wait / 1000);
      now += wait;
    }
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('counts an account from all addresses together, and forgets after an hour of quiet', () => {
    const limit = createLoginLimit();
    for (let i = 0; i < 5; i++) limit.failed('ann', `192.0.2.${i}`, 0);
    expect(limit.wait('ann', abroad, 0)).toBe(1000);
    expect(limit.wait('bob', abroad, 0)).toBe(0);
    limit.failed('ann', abroad, 3_600_000);
    expect(limit.wait('ann', abroad, 3_600_000)).toBe(0);
  });

  it('counts an address over all accounts, and a login there takes back only its own try', () => {
    const limit = createLoginLimit();
    for (let i = 0; i < 20; i++) limit.failed(`user-${i}`, abroad, 0);
    expect(limit.wait('ann', abroad, 0)).toBe(1000);
    limit.failed('mallory', abroad, 1000);
    limit.succeeded('mallory', abroad);
    expect(limit.wait('ann', abroad, 1000)).toBe(1000);
  });

  it('does not keep the owner of an account out where the owner was before', () => {
    const limit = createLoginLimit();
    limit.failed('ann', home, 0);
    limit.succeeded('ann', home);
    for (let i = 0; i < 12; i++) limit.failed('ann', abroad, 0);
    expect(limit.wait('ann', abroad, 0)).toBe(ofAccount.longest);
    expect(limit.wait('ann', home, 0)).toBe(0);
  });

  it('never makes a wait longer than told, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer(), fc.integer(), (count, at, now) => {
        for (const measure of [ofAccount, ofAddress]) {
          const wait = waitOf({ count, at }, measure, now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(measure.longest);
        }
      }),
    );
  });
});

describe('the place of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('of %s is %s', (address, place) => expect(placeOf(address)).toBe(place));
});

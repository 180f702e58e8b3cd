import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aim, type Correction, correctionAt, deadBand, longestSlew, targetOf } from './correction.ts';

const hour = 3_600_000;
const still: Correction = { value: 0, target: 0, at: 0 };

describe('capture times', () => {
  it('are those of the machine while the server has told nothing', () => {
    expect(targetOf(-5 * hour, undefined)).toBe(-5 * hour);
  });

  it('stay those of the machine while it agrees with the server as well as can be told', () => {
    expect(targetOf(0, { offset: deadBand, error: 3 })).toBe(0);
    expect(targetOf(0, { offset: 700, error: 800 })).toBe(0);
    expect(targetOf(0, { offset: deadBand + 1, error: 3 })).toBe(deadBand + 1);
  });

  it('are those of the server when the machine is wrong, and stay so when it is set', () => {
    const estimate = { offset: 12_345, error: 5 };
    for (const own of [-hour, 0, hour]) expect(targetOf(own, estimate)).toBe(12_345);
  });

  it('go ahead at once', () => {
    expect(correctionAt(aim(still, hour, 1000), 1000)).toBe(hour);
  });

  it('go back slowly when it is little', () => {
    const going = aim(still, -1000, 0);
    expect([0, 1000, 2000, 9000].map((now) => correctionAt(going, now))).toEqual([0, -500, -1000, -1000]);
  });

  it('go back at once when it is much', () => {
    expect(correctionAt(aim(still, -hour, 0), 0)).toBe(-hour);
  });

  it('never go back but by more than can be caught up with, however targets and moments come', () => {
    const deeds = fc.array(fc.record({ pass: fc.nat({ max: 5000 }), target: fc.integer({ min: -5000, max: 5000 }) }));
    fc.assert(
      fc.property(deeds, (all) => {
        let correction = still;
        let now = 0;
        let stamp = 0;
        for (const { pass, target } of all) {
          now += pass;
          const before = correctionAt(correction, now);
          correction = aim(correction, target, now);
          const next = now + correctionAt(correction, now);
          if (before - target <= longestSlew) expect(next).toBeGreaterThanOrEqual(stamp);
          stamp = next;
        }
      }),
    );
  });
});

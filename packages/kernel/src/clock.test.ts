import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSteppedClock, leastStep, steadyNow } from './clock.ts';

/** A machine whose clock can be set. */
function openMachine(start = Date.UTC(2026, 0, 1)) {
  let wall = start;
  let monotonic = 5000;
  const clock = createSteppedClock({ now: () => Math.floor(wall) }, () => monotonic);
  return {
    clock,
    pass(by: number) {
      wall += by;
      monotonic += by;
    },
    set(by: number) {
      wall += by;
    },
  };
}

describe('a clock that is watched', () => {
  it('tells by how much it was set, and when it was set back', () => {
    const { clock, pass, set } = openMachine();
    pass(1000);
    expect(clock.stepped()).toBe(0);
    set(3_600_000);
    expect(clock.stepped()).toBe(3_600_000);
    pass(60_000);
    set(-3_600_000);
    expect(clock.stepped()).toBe(0);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 61_000);
  });

  it('takes small differences for none, until they add up', () => {
    const { clock, set } = openMachine();
    set(leastStep - 1);
    expect(clock.stepped()).toBe(0);
    set(1);
    expect(clock.stepped()).toBe(leastStep);
  });

  it('runs on steadily, to within the least step, however it is set', () => {
    const deeds = fc.array(
      fc.record({ pass: fc.double({ min: 0, max: 1e6, noNaN: true }), set: fc.integer({ min: -4e9, max: 4e9 }) }),
    );
    fc.assert(
      fc.property(deeds, (all) => {
        const { clock, pass, set } = openMachine();
        const start = steadyNow(clock);
        let passed = 0;
        for (const deed of all) {
          pass(deed.pass);
          passed += deed.pass;
          set(deed.set);
          expect(Math.abs(steadyNow(clock) - start - passed)).toBeLessThanOrEqual(leastStep + 2);
        }
      }),
    );
  });

  it('of an ordinary kind shows the same time as without a watch', () => {
    const { clock, pass } = openMachine();
    for (let i = 0; i < 1000; i++) {
      pass(0.7);
      expect(steadyNow(clock)).toBe(clock.now());
    }
    expect(steadyNow({ now: () => 42 })).toBe(42);
  });
});

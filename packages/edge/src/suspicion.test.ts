import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Ending, isGuilty, isSuspect, noSuspicion, type Suspicion, suspicionAfter } from './suspicion.ts';

const over = (message: number, flown = 20): Ending<number> => ({ oldest: { message, flown }, hasArrived: false });
const endedBy = (...endings: readonly Ending<number>[]) =>
  endings.reduce<Suspicion<number>>(suspicionAfter, noSuspicion);

describe('a message that connections break over', () => {
  test('is suspect after three of them, and given up after six', () => {
    const endings = Array.from({ length: 6 }, () => over(7));
    expect(endings.map((_, i) => isSuspect(endedBy(...endings.slice(0, i + 1))))).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(endings.map((_, i) => isGuilty(endedBy(...endings.slice(0, i + 1))))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test('is acquitted when something arrives, and not suspected for a link that died or had nothing to carry', () => {
    expect(endedBy(over(7), over(7), { ...over(7), hasArrived: true })).toEqual(noSuspicion);
    expect(endedBy(over(7), over(7), over(7, 7_500)).times).toBe(2);
    expect(endedBy(over(7), over(7), { oldest: undefined, hasArrived: false }).times).toBe(2);
    expect(endedBy(over(7), over(7), over(9))).toEqual({ message: 9, times: 1 });
  });

  test('is given up only when the last six connections that tell anything all broke over it', () => {
    const ending = fc.record({
      oldest: fc.option(
        fc.record({ message: fc.integer({ min: 1, max: 2 }), flown: fc.constantFrom(20, 3_000, 3_001) }),
        { nil: undefined },
      ),
      hasArrived: fc.constantFrom(false, false, false, false, false, false, false, false, true),
    });
    fc.assert(
      fc.property(fc.array(ending, { maxLength: 30 }), (endings) => {
        const telling = endings.filter(
          ({ oldest, hasArrived }) => hasArrived || (oldest !== undefined && oldest.flown <= 3_000),
        );
        const last = telling.slice(-6);
        const isSame = last.every(
          ({ oldest, hasArrived }) => !hasArrived && oldest?.message === last[0]?.oldest?.message,
        );
        const found = endedBy(...endings);
        expect(isGuilty(found)).toBe(last.length === 6 && isSame);
        if (isGuilty(found)) expect(found.message).toBe(last[0]?.oldest?.message);
      }),
      { numRuns: 1000 },
    );
  });
});

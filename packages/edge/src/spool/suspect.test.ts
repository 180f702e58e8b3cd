import { describe, expect, test } from 'vitest';
import { type Ending, isGuilty, isSuspect, noSuspicion, suspicionAfter } from './suspect.ts';

const over = (id: number, flown = 20): Ending => ({ oldest: { id, flown }, hasArrived: false });
const endedBy = (...endings: readonly Ending[]) => endings.reduce(suspicionAfter, noSuspicion);

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
    expect(endedBy(over(7), over(7), { oldest: { id: 7, flown: 20 }, hasArrived: true })).toEqual(noSuspicion);
    expect(endedBy(over(7), over(7), over(7, 7_500)).times).toBe(2);
    expect(endedBy(over(7), over(7), { oldest: undefined, hasArrived: false }).times).toBe(2);
    expect(endedBy(over(7), over(7), over(9))).toEqual({ id: 9, times: 1 });
  });
});

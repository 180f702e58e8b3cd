import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTally } from './tally.ts';

describe('a tally', () => {
  it('counts by reason', () => {
    const tally = createTally<'late' | 'full'>();
    tally.add('late');
    tally.add('full', 3);
    tally.add('late');
    expect(tally.totals()).toEqual({ late: 2, full: 3 });
  });

  it('gives what is new since the last take, and undefined when nothing is', () => {
    const tally = createTally<'late' | 'full'>();
    expect(tally.take()).toBeUndefined();
    tally.add('late');
    expect(tally.take()).toEqual({ late: 1 });
    expect(tally.take()).toBeUndefined();
    tally.add('full', 2);
    expect(tally.take()).toEqual({ full: 2 });
    expect(tally.totals()).toEqual({ late: 1, full: 2 });
  });

  it('keeps its totals when a reader writes into them', () => {
    const tally = createTally<'late'>();
    tally.add('late');
    Object.assign(tally.totals(), { late: 99 });
    expect(tally.totals()).toEqual({ late: 1 });
  });

  it('loses nothing: what was taken and what is left make the totals', () => {
    const step = fc.oneof(
      fc.record({ reason: fc.constantFrom('a', 'b', 'c'), n: fc.nat({ max: 9 }) }),
      fc.constant('take' as const),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const tally = createTally<string>();
        const taken: Record<string, number> = {};
        const collect = () => {
          for (const [reason, n] of Object.entries(tally.take() ?? {})) taken[reason] = (taken[reason] ?? 0) + (n ?? 0);
        };
        for (const one of steps) {
          if (one === 'take') collect();
          else tally.add(one.reason, one.n);
        }
        collect();
        expect(taken).toEqual(tally.totals());
      }),
    );
  });
});

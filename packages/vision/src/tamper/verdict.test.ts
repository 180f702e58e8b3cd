import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LieKind } from './settings.ts';
import { type Evidence, freshVerdict, stepVerdict, type VerdictRule, verdictOf } from './verdict.ts';

const rule: VerdictRule = {
  confirm: { frozen: 0, covered: 5_000, moved: 25_000, defocused: 25_000 },
  clear: 5_000,
};
const every = 500;

/** What is told after each of some seconds of evidence, one after the other. */
function tell(...stretches: readonly (readonly [seconds: number, evidence: Evidence])[]) {
  let [state, at] = [freshVerdict, 100_000];
  return stretches.map(([seconds, evidence]) => {
    for (let i = 0; i < (seconds * 1000) / every; i++, at += every) state = stepVerdict(state, evidence, at, rule);
    return verdictOf(state)?.lie;
  });
}

describe('a verdict', () => {
  test('is told when the lie has been seen for its time, and is over when it has not been', () => {
    expect(tell([4, { covered: true }], [2, { covered: true }])).toEqual([undefined, 'covered']);
    expect(tell([9, { covered: true }], [4, { covered: false }], [2, { covered: false }])).toEqual([
      'covered',
      'covered',
      undefined,
    ]);
  });

  test('says since when it is so, not since when it is sure', () => {
    let state = freshVerdict;
    for (let at = 0; at <= 8_000; at += every) state = stepVerdict(state, { covered: at >= 2_000 }, at, rule);
    expect(verdictOf(state)).toEqual({ lie: 'covered', since: 2_000 });
  });

  test('forgets what passes, twice as fast as it believed it', () => {
    const passing = [4, { covered: true }] as const;
    expect(tell(passing, [2.5, { covered: false }], passing)).toEqual([undefined, undefined, undefined]);
  });

  test('does not waver with what wavers', () => {
    const wavering = Array.from(
      { length: 20 },
      () =>
        [
          [2, { covered: true }],
          [2, { covered: false }],
        ] as const,
    ).flat();
    expect(new Set(tell([6, { covered: true }], ...wavering))).toEqual(new Set(['covered']));
  });

  test('stands still while nothing is known', () => {
    expect(tell([24, { moved: true }], [600, {}], [3, { moved: true }])).toEqual([undefined, undefined, 'moved']);
    expect(tell([30, { moved: true }], [600, {}])).toEqual(['moved', 'moved']);
  });

  test('names the gravest of several lies', () => {
    expect(tell([30, { defocused: true, moved: true }])).toEqual(['moved']);
    expect(tell([30, { defocused: true, moved: true }], [1, { frozen: true }])).toEqual(['moved', 'frozen']);
  });

  test('takes no gap and no set clock for time in which something was seen', () => {
    let state = stepVerdict(freshVerdict, { covered: true }, 0, rule);
    state = stepVerdict(state, { covered: true }, 3_600_000, rule);
    state = stepVerdict(state, { covered: true }, 0, rule);
    expect(verdictOf(state)).toBeUndefined();
  });

  test('is never told before its time, whatever is seen when', () => {
    const kinds: LieKind[] = ['covered', 'moved', 'defocused'];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(fc.tuple(fc.constantFrom(true, false, undefined), fc.integer({ min: 0, max: 900 })), {
          maxLength: 80,
        }),
        (kind, steps) => {
          let [state, at, seen] = [freshVerdict, 0, 0];
          for (const [is, passed] of steps) {
            at += passed;
            if (is === true) seen += passed;
            state = stepVerdict(state, { [kind]: is }, at, rule);
            if (verdictOf(state)) expect(seen).toBeGreaterThanOrEqual(rule.confirm[kind]);
            if (verdictOf(state)) return;
          }
        },
      ),
    );
  });
});

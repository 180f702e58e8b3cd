import { describe, expect, it } from 'vitest';
import type { StaleState } from '../http/monitor-api.ts';
import { type Evidence, type StaleLimits, stepStaleness } from './staleness.ts';

const day = 86_400_000;
const limits: StaleLimits = { share: 0.25, minVerdicts: 20, maxAge: 365 * day };
const good: Evidence = {
  ...{ features: { tested: 8, drifted: 0 }, scores: { tested: 8, shifted: 0 } },
  ...{ precision: null, promised: 0.8, vectors: 'lately', age: day },
};
const fresh: StaleState = {
  ...{ head: 'fire' as StaleState['head'], version: '1', site: 'yard' as StaleState['site'] },
  ...{ stale: false, since: null, reasons: [], clear: 0, checked_at: null },
};

/** Steps once a day, and tells after each whether the head is stale. */
function days(...evidence: readonly Partial<Evidence>[]): readonly boolean[] {
  let state = fresh;
  return evidence.map((one, index) => {
    state = stepStaleness(state, { ...good, ...one }, limits, index * day);
    return state.stale;
  });
}
const step = (evidence: Partial<Evidence>, before = fresh) =>
  stepStaleness(before, { ...good, ...evidence }, limits, day);
const drifted = (count: number) => ({ features: { tested: 8, drifted: count } });
const precision = (value: number, low: number, high: number, n = 40) => ({ precision: { value, low, high, n } });

describe('a head', () => {
  it('is fresh while nothing speaks against it', () => {
    expect(step({})).toEqual({ ...fresh, since: day, checked_at: day });
  });

  it.each<[Partial<Evidence>, string]>([
    [drifted(2), '2 of 8 cameras look otherwise than before'],
    [{ scores: { tested: 4, shifted: 1 } }, '1 of 4 cameras are scored otherwise than before'],
    [precision(0.5, 0.35, 0.65), '50.0 % of 40 alerts were right (35.0 % to 65.0 %); 80.0 % were promised'],
    [{ vectors: 'before' }, 'no vectors that it reads came within a day'],
    [{ age: 400 * day }, 'it is 400 days old'],
  ])('is stale at once, and says why: %j', (evidence, detail) => {
    const state = step(evidence);
    expect(state).toMatchObject({ stale: true, since: day });
    expect(state.reasons.map((one) => one.detail)).toEqual([detail]);
  });

  it.each<[string, Partial<Evidence>]>([
    ['one camera of eight', drifted(1)],
    ['no camera with enough history', { features: { tested: 0, drifted: 0 } }],
    ['a precision whose interval holds what was promised', precision(0.7, 0.55, 0.82)],
    ['few verdicts', precision(0.1, 0, 0.3, 10)],
    ['a site that never had its vectors', { vectors: 'never' }],
    ['an unknown age', { age: null }],
  ])('stays fresh with %s', (_, evidence) => {
    expect(step(evidence).stale).toBe(false);
  });

  it('is fresh again after two clear days, and not before', () => {
    expect(days(drifted(3), drifted(0), drifted(0), {})).toEqual([true, true, false, false]);
    expect(days(drifted(3), drifted(0), drifted(3), drifted(0))).toEqual([true, true, true, true]);
  });

  it('does not flap at the limit', () => {
    expect(days(drifted(1), drifted(2), drifted(1), drifted(1), drifted(1))).toEqual([false, true, true, true, true]);
    const low = precision(0.75, 0.6, 0.79);
    expect(days(low, precision(0.78, 0.65, 0.85), precision(0.79, 0.7, 0.9))).toEqual([true, true, true]);
    expect(days(low, precision(0.81, 0.7, 0.9), precision(0.81, 0.7, 0.9))).toEqual([true, true, false]);
  });

  it('stays stale when there is nothing left to compare', () => {
    expect(days(drifted(8), ...Array(3).fill({ features: { tested: 0, drifted: 0 } }))).toEqual(Array(4).fill(true));
  });

  it('counts two checks of one day as one', () => {
    const stale = step(drifted(8));
    const once = stepStaleness(stale, good, limits, 2 * day);
    expect(stepStaleness(once, good, limits, 2 * day + 1000)).toEqual(once);
    expect(stepStaleness(once, good, limits, 2.5 * day).stale).toBe(false);
  });
});

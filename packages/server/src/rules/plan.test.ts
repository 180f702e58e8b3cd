import { type HeadName, type RuleInput, ruleSchema } from '@splitsight/wire';
import { describe, expect, it } from 'vitest';
import { defaultRule } from '../alert/rule.ts';
import { cameraRef } from '../flow.ts';
import { createPlan } from './plan.ts';
import type { Conditions } from './watch.ts';

const head = { name: 'fire' as HeadName, rule: { ...defaultRule, threshold: 0.7, k: 2 } };
const quiet: Conditions = { profileOf: () => 'away', isSnoozed: () => false, lastRaised: () => undefined };
const gate = cameraRef('yard' as never, 'gate' as never);
const dock = cameraRef('yard' as never, 'dock' as never);
const hall = cameraRef('house' as never, 'hall' as never);
const rule = (id: string, rest: Partial<RuleInput> = {}) => ruleSchema.parse({ id, name: id, head: 'fire', ...rest });
const names = (rules: ReturnType<typeof rule>[], at = gate) =>
  createPlan(rules, quiet)
    .watchesOf(head, at)
    .map(({ rule: id, zone }) => (zone === null ? id : `${id}/${zone}`));
const corner = [
  [0, 0],
  [0.5, 0],
  [0, 0.5],
] as [number, number][];

describe('a plan of rules', () => {
  it('has the head’s own rule where no other is for the camera', () => {
    expect(names([])).toEqual(['built-in.fire']);
    expect(names([rule('smoke-only', { head: 'smoke' })])).toEqual(['built-in.fire']);
    const some = [rule('a', { cameras: ['yard/*'], except: ['yard/dock'] })];
    expect([gate, dock, hall].map((at) => names(some, at))).toEqual([['a'], ['built-in.fire'], ['built-in.fire']]);
  });

  it('has all rules of a camera side by side, a watch for each zone', () => {
    const zones = [
      { name: 'left', polygon: corner },
      { name: 'all', polygon: corner },
    ];
    expect(names([rule('a', { zones }), rule('b', { cameras: ['yard/gate'] })])).toEqual(['a/left', 'a/all', 'b']);
  });

  it('has nothing where a rule is that is off', () => {
    expect(names([rule('a', { enabled: false })])).toEqual([]);
  });

  it('takes from the head what a rule leaves out, but for numbers that would contradict it', () => {
    const levels = (rest: Partial<RuleInput>) => createPlan([rule('a', rest)], quiet).watchesOf(head, gate)[0]?.levels;
    expect(levels({ instant: 0.95, dwell_s: 3 })).toEqual({ ...head.rule, instant: 0.95, dwell: 3000 });
    expect(levels({ instant: 0.5 })).toMatchObject({ instant: 0.5, threshold: 0.5, clear: 0.4 });
  });

  it('gives the same list again: frames come by the thousand', () => {
    const plan = createPlan([rule('a')], quiet);
    expect(plan.watchesOf(head, gate)).toBe(plan.watchesOf(head, gate));
    expect(plan.watchesOf(head, gate)[0]).toBe(plan.watchesOf(head, dock)[0]);
  });

  it('keeps alerts back outside the schedule, in another profile, snoozed, and after one elsewhere', () => {
    const noon = Date.parse('2026-11-25T12:00:00Z');
    const why = (rest: Partial<RuleInput>, conditions: Partial<Conditions> = {}) =>
      createPlan([rule('a', rest)], { ...quiet, ...conditions })
        .watchesOf(head, gate)[0]
        ?.gate(gate.site, gate.camera, noon);
    const schedule = (from: string, to: string) => ({
      time_zone: 'UTC',
      intervals: [{ days: ['wed' as const], from, to }],
    });
    expect(why({})).toBeNull();
    expect(why({ schedule: schedule('11:00', '13:00') })).toBeNull();
    expect(why({ schedule: schedule('13:00', '14:00') })).toBe('schedule');
    expect(why({ armed_in: ['night'] })).toBe('disarmed');
    expect(why({ armed_in: ['away'] })).toBeNull();
    expect(why({}, { isSnoozed: () => true })).toBe('snoozed');
    const raised = (ago: number, camera: string) => ({ lastRaised: () => ({ at: noon - ago, camera }) });
    const elsewhere = { global_cooldown_s: 60 };
    expect(why(elsewhere, raised(59_000, 'yard/dock'))).toBe('global_cooldown');
    expect(why(elsewhere, raised(60_000, 'yard/dock'))).toBeNull();
    expect(why(elsewhere, raised(1000, 'yard/gate'))).toBeNull();
    expect(why(elsewhere, raised(-1000, 'yard/dock'))).toBeNull();
  });
});

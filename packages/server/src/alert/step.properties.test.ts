import type { BootId, Fingerprint } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subject } from '../testing/alert-steps.ts';
import { type AlertRule, defaultRule } from './rule.ts';
import { type AlertInput, idleState } from './state.ts';
import { stepAlert } from './step.ts';

describe('whatever happens', () => {
  const score = fc.oneof(fc.constantFrom(0, 0.3, 0.5, 0.65, 0.92, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const input: fc.Arbitrary<AlertInput> = fc.oneof(
    fc.record({
      kind: fc.constant('score' as const),
      capturedAt: fc.nat(10_000_000),
      late: fc.boolean(),
      fingerprint: fc.constant('0011223344556677' as Fingerprint),
      frame: fc.record({ bootId: fc.constant('00000000000000aa' as BootId), sequence: fc.nat(0xffff_ffff) }),
      score,
      scores: score.map((of) => Float32Array.of(1 - of, of)),
      box: fc.constantFrom(wholeFrame, null),
      region: fc.constantFrom('global', 'tile', null),
    }),
    fc.record({ kind: fc.constant('unchanged' as const), late: fc.boolean() }),
    fc.constant({ kind: 'tick' as const }),
  );
  // Mostly forward, sometimes far, sometimes back: clocks are set.
  const step = fc.oneof({ weight: 8, arbitrary: fc.nat(2000) }, fc.integer({ min: -4_000_000, max: 4_000_000 }));
  const rules = fc
    .record({
      levels: fc.tuple(score, score, score).map((all) => all.toSorted((a, b) => a - b)),
      dwell: fc.constantFrom(0, 0, 2000),
      counts: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
      offDelay: fc.constantFrom(500, 5000),
      cooldown: fc.constantFrom(0, 3000),
    })
    .map(
      ({ levels: [clear = 0, threshold = 0, instant = 0], counts: [a, b], offDelay, cooldown, dwell }): AlertRule => ({
        ...{
          ...defaultRule,
          clear,
          threshold,
          instant,
          k: Math.min(a, b),
          n: Math.max(a, b),
          offDelay,
          cooldown,
          dwell,
        },
      }),
    );
  const history = fc.array(fc.tuple(step, input), { maxLength: 60 });

  function run(steps: readonly (readonly [number, AlertInput])[], by: AlertRule) {
    let state = idleState(subject);
    let now = 10_000_000;
    return steps.map(([by_, what]) => {
      now += by_;
      const before = state;
      const { state: after, events, evidence } = stepAlert(state, what, now, by);
      state = after;
      return { before, after, what, events, evidence, now };
    });
  }

  it('there is never a second active alert, and every new one ends at most once, as itself', () => {
    fc.assert(
      fc.property(history, rules, (steps, by) => {
        let open: string | null = null;
        const seen = new Set<string>();
        for (const { event } of run(steps, by).flatMap(({ events }) => events.map((event) => ({ event })))) {
          if (event.type === 'new') {
            expect(open).toBeNull();
            expect(seen.has(event.after.id)).toBe(false);
            seen.add(event.after.id);
            open = event.after.id;
          } else {
            expect(event.after.id).toBe(open);
            expect(event.before?.state).toBe('active');
            if (event.type === 'end') open = null;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('late frames raise nothing', () => {
    fc.assert(
      fc.property(history, rules, (steps, by) => {
        const late = steps.map(([at, what]) => [at, what.kind === 'tick' ? what : { ...what, late: true }] as const);
        expect(run(late, by).flatMap(({ events }) => events)).toEqual([]);
      }),
    );
  });

  it('late frames change nothing that time would not', () => {
    fc.assert(
      fc.property(history, rules, (steps, by) => {
        for (const { before, what, after, events, now } of run(steps, by)) {
          if (what.kind === 'tick' || !what.late) continue;
          const ticked = stepAlert(before, { kind: 'tick' }, now, by);
          expect({ state: after, events, evidence: [], suppressed: null }).toEqual(ticked);
        }
      }),
    );
  });

  it('what is raised, from what, and when it ends is the same however often time is looked at', () => {
    const forward = fc.array(fc.tuple(fc.oneof(fc.nat(2000), fc.nat(60_000)), input), { maxLength: 80 });
    fc.assert(
      fc.property(forward, rules, (steps, by) => {
        const end = [120_000, { kind: 'tick' }] as const;
        const lives = (all: readonly (readonly [number, AlertInput])[]) =>
          run(all, by).flatMap(({ events, evidence }) =>
            events.flatMap(({ type, after }) => {
              if (type === 'update') return [];
              return [{ type, after, evidence: type === 'new' ? evidence : [] }];
            }),
          );
        // A tick that is left out leaves its time to the next step.
        let skipped = 0;
        const without = steps.flatMap(([by_, what]) => {
          skipped += by_;
          if (what.kind === 'tick') return [];
          const step = [skipped, what] as const;
          skipped = 0;
          return [step];
        });
        const found = lives([...without, [skipped + end[0], end[1]]]);
        expect(found).toEqual(lives([...steps, end]));
      }),
      { numRuns: 500 },
    );
  });

  it('the memory is bounded, the score is within the peak, and a silent camera’s alert ends', () => {
    fc.assert(
      fc.property(history, rules, (steps, by) => {
        for (const { after, now } of run(steps, by)) {
          expect(after.looks.length).toBeLessThanOrEqual(by.n);
          if (!after.active) continue;
          expect(after.active.score).toBeLessThanOrEqual(after.active.peak);
          const later = stepAlert(after, { kind: 'tick' }, now + by.offDelay, by);
          expect(later.events.map(({ type }) => type)).toEqual(['end']);
        }
      }),
    );
  });
});

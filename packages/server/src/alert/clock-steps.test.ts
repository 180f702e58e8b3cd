import { createSteppedClock, steadyNow, steppedOf } from '@splitsight/kernel';
import type { AlertEvent, BootId, CameraId, Fingerprint, HeadName, SiteId } from '@splitsight/wire';
import { wholeFrame } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraRef } from '../flow.ts';
import { ownWatch } from '../rules/watch.ts';
import { defaultRule } from './rule.ts';
import type { AlertInput } from './state.ts';
import { createAlertTracker } from './tracker.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);
const gate = cameraRef('yard' as SiteId, 'gate' as CameraId);
const rule = { ...defaultRule, k: 2, n: 3, offDelay: 10_000, cooldown: 20_000 };
const head = {
  ...{ name: 'fire' as HeadName, version: '3', rule, view: null },
  manifest: { classes: ['normal', 'fire'], codec: 'u8' as const },
};
const watch = ownWatch(head);

type Deed = { readonly pass: number } | { readonly set: number } | { readonly score: number };

/** What is told while frames come, time passes and the server's clock is set. */
function play(deeds: readonly Deed[]) {
  let wall = start;
  let steady = 0;
  let sequence = 0;
  const clock = createSteppedClock({ now: () => wall }, () => steady);
  const tracker = createAlertTracker({ stepped: () => steppedOf(clock) });
  const told: { event: AlertEvent; wall: number; steady: number }[] = [];
  for (const deed of deeds) {
    let events: readonly AlertEvent[];
    if ('set' in deed) wall += deed.set;
    if ('pass' in deed) {
      wall += deed.pass;
      steady += deed.pass;
    }
    if ('score' in deed) {
      const input: AlertInput = {
        ...{ kind: 'score', capturedAt: wall, late: false, fingerprint: '0011223344556677' as Fingerprint },
        ...{ frame: { bootId: '00000000000000aa' as BootId, sequence: sequence++ }, score: deed.score },
        ...{ scores: Float32Array.of(1 - deed.score, deed.score), box: wholeFrame, region: 'global' },
      };
      events = tracker.step(gate, head, watch, input, steadyNow(clock));
    } else events = tracker.tick(steadyNow(clock));
    for (const event of events) told.push({ event, wall, steady });
  }
  return told;
}

const fire = [{ score: 1 }, { pass: 200 }, { score: 1 }, { pass: 200 }] as const;

describe('a step of the server’s clock', () => {
  it.each([hour, -hour])('of %d ms neither ends an alert nor lets it last longer', (set) => {
    const told = play([...fire, { set }, { pass: 9000 }, { score: 1 }, { pass: 9900 }, { pass: 200 }]);
    expect(told.map(({ event }) => event.type)).toEqual(['new', 'end']);
    const [raised, ended] = told;
    expect(raised?.event.after.raised_at).toBe(start);
    // What was told stays as it was told, and the alert lasted as long as it lasted.
    expect(ended?.event.after).toMatchObject({ raised_at: start, ended_at: start + 9400 + 10_000 });
    expect(ended?.event.before?.raised_at).toBe(start);
  });

  it.each([hour, -hour])('of %d ms shows in the times of what is raised after it', (set) => {
    const [raised] = play([{ set }, { pass: 5000 }, ...fire]);
    expect(raised?.event.after.raised_at).toBe(start + set + 5000);
  });

  it.each([hour, -hour])('of %d ms leaves a cooldown as long as it is', (set) => {
    const told = (wait: number) => play([...fire, { pass: 10_100 }, { set }, { pass: wait }, ...fire]).length;
    expect([told(19_000), told(20_000)]).toEqual([2, 3]);
  });

  it('changes nothing of what is raised and when it ends, whenever and however often it comes', () => {
    const deed: fc.Arbitrary<Deed> = fc.oneof(
      fc.record({ pass: fc.nat({ max: 15_000 }) }),
      fc.record({ score: fc.constantFrom(0, 0.5, 0.7, 1) }),
      // Less than the least step is not told from a clock that runs unevenly.
      fc.record({ set: fc.oneof(fc.integer({ min: 1000, max: 4e9 }), fc.integer({ min: -4e9, max: -1000 })) }),
    );
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 80 }), (deeds) => {
        const stepped = play(deeds);
        const even = play(deeds.filter((one) => !('set' in one)));
        const facts = (told: ReturnType<typeof play>) =>
          told.map(({ event: { type, after }, steady }) => ({
            ...{ type, steady, score: after.score, frame: after.frame?.sequence },
            lasted: after.ended_at === null ? null : after.ended_at - after.raised_at,
          }));
        expect(facts(stepped)).toEqual(facts(even));
        for (const { event, wall } of stepped) if (event.type === 'new') expect(event.after.raised_at).toBe(wall);
      }),
      { numRuns: 300 },
    );
  });
});

import { type CameraId, type RegionKind, type Rule, ruleSchema, type SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Suppressed } from '../alert/tracker.ts';
import type { Arrival } from '../flow.ts';
import { createPlan } from '../rules/plan.ts';
import { createRuleCounts } from '../rules/rule-counts.ts';
import { arrivalsOf, liveEvents, type PastFrame, paramsOf, start, usePast } from '../testing/past.ts';

const { open, renew, write, backtest } = usePast();

const frames = fc.array(
  fc.record({
    after: fc.oneof({ weight: 6, arbitrary: fc.nat(400) }, fc.nat(9000), fc.constantFrom(0, 1000, 30_000, 600_000)),
    camera: fc.constantFrom('gate', 'dock'),
    timing: fc.oneof({ weight: 6, arbitrary: fc.constant('live' as const) }, fc.constant('late' as const)),
    regions: fc.array(
      fc.record({
        kind: fc.constantFrom<RegionKind>('global', 'motion', 'tile'),
        red: fc.constantFrom(0, 40, 64, 66, 90, 255),
      }),
      { maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 60 },
);
const half = (from: number): Rule['zones'][number]['polygon'] => [
  [from, 0],
  [from + 0.5, 0],
  [from + 0.5, 1],
  [from, 1],
];
const rules = fc
  .record({
    cameras: fc.constantFrom(['*'], ['yard/*'], ['yard/gate']),
    k: fc.constantFrom(1, 2),
    off_delay_s: fc.constantFrom(0.5, 5),
    cooldown_s: fc.constantFrom(0, 3),
    global_cooldown_s: fc.constantFrom(0, 0, 30),
    dwell_s: fc.constantFrom(0, 0, 2),
    regions: fc.constantFrom<RegionKind[] | undefined>(undefined, ['motion'], ['tile', 'motion', 'global']),
    zones: fc.constantFrom(
      [],
      [
        { name: 'left', polygon: half(0) },
        { name: 'right', polygon: half(0.5) },
      ],
    ),
    masks: fc.constantFrom([], [half(0.5)]),
    schedule: fc.constantFrom(null, {
      time_zone: 'UTC',
      intervals: [{ days: ['thu' as const], from: '00:17', to: '00:30' }],
    }),
  })
  .map((given) => ruleSchema.parse({ id: 'tried', name: 'Tried', head: 'fire', ...given }));

/** Regions left and right, so that zones tell them apart. */
function spread(arrivals: readonly Arrival[]): Arrival[] {
  return arrivals.map((arrival) => ({
    ...arrival,
    message: {
      ...arrival.message,
      regions: arrival.message.regions.map((region, i) => {
        const x = Math.round(((i % 2) / 2 + 0.1) * 65_535) / 65_535;
        return { ...region, box: { x, y: 0.25, width: 16_384 / 65_535, height: 16_384 / 65_535 } };
      }),
    },
  }));
}

describe('a rule that is tried', () => {
  it('gives the alerts that it raises when it is live, zone by zone, and what it keeps back', async () => {
    const head = await open();
    await fc.assert(
      fc.asyncProperty(frames, rules, async (all: PastFrame[], rule) => {
        renew();
        const arrivals = spread(arrivalsOf(all, head));
        const until = (arrivals.at(-1)?.receivedAt ?? 0) + 60_000;
        const counts = createRuleCounts();
        const plan = createPlan([rule], {
          profileOf: () => 'away',
          isSnoozed: () => false,
          lastRaised: counts.lastRaised,
        });
        const suppressed: Suppressed[] = [];
        const events = await liveEvents(head, head.rule, arrivals, until, {
          watchesOf: plan.watchesOf,
          onRaised: (alert) => counts.raised(alert),
          onSuppressed: (what) => suppressed.push(what),
        });
        const own = events.filter(({ after }) => after.rule === 'tried');
        write(arrivals, own);
        const asked = { ...paramsOf({ until }), whole_rule: rule };
        const [found] = (await backtest([head], asked)).versions;
        const raised = new Map(own.map(({ after }) => [after.id, after]));
        const name = ({ site, camera, zone, raised_at, ended_at }: Named) =>
          `${site}/${camera} ${zone} ${raised_at} ${ended_at}`;
        expect(new Set(found?.would_be.map(name))).toEqual(new Set([...raised.values()].map(name)));
        expect(found).toMatchObject({ alerts: raised.size, only_backtest: 0, only_raised: 0 });
        const ofRule = suppressed.filter(({ subject }) => subject.rule === 'tried');
        const held = Object.values(found?.suppressed ?? {}).reduce((sum, count) => sum + count, 0);
        expect(held).toBe(ofRule.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is tried at its own cameras', async () => {
    const head = await open();
    const look = { after: 1000, timing: 'live' as const, regions: [{ kind: 'global' as const, red: 255 }] };
    write(
      arrivalsOf(
        [
          { ...look, camera: 'gate' },
          { ...look, camera: 'dock' },
        ],
        head,
      ),
    );
    const rule = ruleSchema.parse({ id: 'tried', name: 'Tried', head: 'fire', cameras: ['yard/dock'] });
    const [found] = (await backtest([head], { ...paramsOf({ until: start + 60_000 }), whole_rule: rule })).versions;
    expect(found?.would_be.map(({ camera }) => camera)).toEqual(['dock']);
  });
});

interface Named {
  readonly site: SiteId;
  readonly camera: CameraId;
  readonly zone: string | null;
  readonly raised_at: number;
  readonly ended_at: number | null;
}

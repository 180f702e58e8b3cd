import { createTally } from '@splitsight/kernel';
import type { CameraId, RegionKind } from '@splitsight/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveRule, ruleWithThreshold } from '../alert/rule.ts';
import type { ScoringHead } from '../heads/scoring-head.ts';
import { openStore } from '../store/store.ts';
import { deleteOld } from '../testing/delete-old.ts';
import { arrivalsOf, liveEvents, type PastFrame, paramsOf, start, usePast } from '../testing/past.ts';
import type { BacktestParams } from './backtest-schema.ts';
import type { PlayOptions } from './play-past.ts';

const { open, renew, database, write, backtest } = usePast();

const frames = fc.array(
  fc.record({
    after: fc.oneof({ weight: 6, arbitrary: fc.nat(300) }, fc.nat(9000), fc.constantFrom(0, 1000, 30_000)),
    camera: fc.constantFrom('gate', 'dock'),
    timing: fc.oneof({ weight: 6, arbitrary: fc.constant('live' as const) }, fc.constantFrom('late', 'ahead')),
    regions: fc.array(
      fc.record({
        kind: fc.constantFrom<RegionKind>('global', 'motion', 'tile'),
        red: fc.oneof(fc.nat(255), fc.integer({ min: 56, max: 76 })),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 120 },
);

describe('a backtest', () => {
  it('of the live version and rule gives the alerts that were raised', async () => {
    const rules = fc.record({
      k: fc.constantFrom(1, 2, 3),
      n: fc.constantFrom(3, 5),
      off_delay_s: fc.constantFrom(0.5, 2, 5),
      cooldown_s: fc.constantFrom(0, 3),
    });
    const head = await open();
    await fc.assert(
      fc.asyncProperty(frames, rules, async (all, config) => {
        renew();
        const rule = resolveRule('fire', config, head.manifest.rule);
        const arrivals = arrivalsOf(all, head);
        fc.pre(arrivals.length > 0);
        const until = (arrivals.at(-1)?.receivedAt ?? 0) + 1000;
        const events = await liveEvents(head, rule, arrivals, until);
        write(arrivals, events);
        const result = await backtest([{ ...head, rule }], paramsOf({ until, thresholds: [rule.threshold] }));
        const [found] = result.versions;
        const raised = new Map(events.map(({ after }) => [after.id, after]));
        expect(found?.would_be).toEqual(
          [...raised.values()].map(
            ({ site, camera, started_at, captured_at, raised_at, ended_at, frame, ...rest }) => ({
              ...{ site, camera, zone: null, started_at, captured_at, raised_at, ended_at, frame, alert: rest.id },
              // Listeners are not told of every small rise while an alert lasts.
              ...{ score: expect.any(Number), peak: ended_at === null ? expect.any(Number) : rest.peak },
            }),
          ),
        );
        expect(found).toMatchObject({ alerts: raised.size, raised: raised.size, both: raised.size });
        expect(found).toMatchObject({ only_raised: 0, only_backtest: 0, missed: [], cut: false });
        expect(found?.thresholds[0]?.alerts).toBe(raised.size);
        expect(result.frames).toBe(arrivals.length);
      }),
      { numRuns: 25 },
    );
  });

  it('counts for every threshold of a sweep what a backtest with that threshold raises', async () => {
    const head = await open({ off_delay_s: 1, k: 2, n: 3 });
    const arrivals = arrivalsOf(fc.sample(frames, { numRuns: 12, seed: 3 }).flat(), head);
    write(arrivals);
    const thresholds = [0.2, 0.4, 0.5, 0.7, 0.95];
    const swept = await backtest([head], paramsOf({ thresholds }));
    const single = await Promise.all(
      thresholds.map((threshold) => backtest([{ ...head, rule: ruleWithThreshold(head.rule, threshold) }], paramsOf())),
    );
    const counts = single.map(({ versions }) => versions[0]?.alerts ?? -1);
    expect(swept.versions[0]?.thresholds.map(({ alerts }) => alerts)).toEqual(counts);
    expect(new Set(counts).size).toBeGreaterThan(2);
  });

  it('says what only one of both has found, by day and camera', async () => {
    const head = await open({ off_delay_s: 1 });
    const look = (after: number, camera: string, red: number): PastFrame => ({
      ...{ after, camera, timing: 'live', regions: [{ kind: 'global', red }] },
    });
    const day = 86_400_000;
    const arrivals = arrivalsOf([look(0, 'gate', 255), look(5000, 'dock', 90), look(day, 'gate', 255)], head);
    const lax = { ...head, version: '2', rule: ruleWithThreshold({ ...head.rule, k: 1, instant: 0.8 }, 0.8) };
    const until = start + 2 * day;
    const events = await liveEvents(head, head.rule, arrivals, until);
    // One more was raised, by a rule of those days, where nothing is to be seen now.
    const [first] = events.flatMap(({ type, after }) => (type === 'end' ? [after] : []));
    if (!first) throw new Error('no alert');
    const old = { ...first, id: 'old', camera: 'roof' as CameraId, raised_at: start + day, ended_at: start + day + 1 };
    write(arrivals, [...events, { type: 'end', before: null, after: old }]);
    const params = paramsOf({ versions: ['1', '2'], until, time_zone: 'Pacific/Honolulu' });
    const { versions } = await backtest([head, lax], params);
    expect(versions[0]).toMatchObject({
      version: '1',
      alerts: 2,
      raised: 3,
      both: 2,
      only_raised: 1,
      only_backtest: 0,
    });
    expect(versions[1]).toMatchObject({
      version: '2',
      alerts: 3,
      raised: 3,
      both: 2,
      only_raised: 1,
      only_backtest: 1,
    });
    expect(versions[1]?.missed).toMatchObject([{ id: 'old', camera: 'roof' }]);
    expect(versions[1]?.would_be.map(({ camera, alert }) => [camera, alert === null])).toEqual([
      ['gate', false],
      ['dock', true],
      ['gate', false],
    ]);
    // A thousand seconds after the epoch it is the day before there.
    expect(versions[1]?.days).toEqual([
      { day: '1969-12-31', site: 'yard', camera: 'dock', alerts: 1, raised: 0 },
      { day: '1969-12-31', site: 'yard', camera: 'gate', alerts: 1, raised: 1 },
      { day: '1970-01-01', site: 'yard', camera: 'gate', alerts: 1, raised: 1 },
      { day: '1970-01-01', site: 'yard', camera: 'roof', alerts: 0, raised: 1 },
    ]);
    const dock = await backtest([lax], paramsOf({ until, camera: 'dock' as CameraId }));
    expect(dock.versions[0]).toMatchObject({ alerts: 1, raised: 0 });
    expect(dock.frames).toBe(1);
  });

  it('does not count again what was going on when the period began', async () => {
    const head = await open({ off_delay_s: 5 });
    const frame: PastFrame = { after: 1000, camera: 'gate', timing: 'live', regions: [{ kind: 'global', red: 255 }] };
    const arrivals = arrivalsOf(
      Array.from({ length: 60 }, () => frame),
      head,
    );
    write(arrivals, await liveEvents(head, head.rule, arrivals, start + 70_000));
    const { versions } = await backtest([head], paramsOf({ since: start + 40_000, until: start + 70_000 }));
    expect(versions[0]).toMatchObject({ alerts: 0, raised: 0, only_raised: 0, only_backtest: 0 });
  });

  it('is refused with a code when there is nothing that it could be of', async () => {
    const head = await open();
    const frame: PastFrame = { after: 1000, camera: 'gate', timing: 'live', regions: [{ kind: 'global', red: 255 }] };
    write(arrivalsOf([frame, frame], head));
    const codeOf = async (by: ScoringHead, changes: Partial<BacktestParams>) =>
      backtest([by], paramsOf(changes)).then(
        () => 'none',
        ({ code }) => code,
      );
    expect(await codeOf(head, { since: start + 10, until: start })).toBe('HISTORY_PERIOD');
    expect(await codeOf(head, { since: start + 5000 })).toBe('HISTORY_EMPTY');
    expect(await codeOf(head, { camera: 'roof' as CameraId })).toBe('HISTORY_EMPTY');
    expect(await codeOf(await open({}, 'elsewhere'), {})).toBe('HISTORY_BACKBONE');
    expect(await codeOf(await open({}, 'elsewhere'), { since: start + 5000 })).toBe('HISTORY_EMPTY');
  });

  it('ends when it is cancelled', async () => {
    const head = await open();
    write(arrivalsOf([{ after: 0, camera: 'gate', timing: 'live', regions: [] }], head));
    await expect(backtest([head], paramsOf(), { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  describe('of a long history', () => {
    const count = 20_000;
    const quiet: PastFrame = { after: 100, camera: 'gate', timing: 'live', regions: [{ kind: 'global', red: 10 }] };
    const events = new Set([100, 9000, 19_000]);
    const long = Array.from({ length: count }, (_, i): PastFrame => {
      return events.has(i) ? { ...quiet, regions: [{ kind: 'global', red: 255 }] } : quiet;
    });

    it('gives the alerts that were raised, over quiet slices and busy ones', async () => {
      const head = await open({ off_delay_s: 5 });
      const bursts = [50, 8150, 8189, 8192, 12_000, 16_384, 19_990];
      const some = long.map((frame, i) => {
        const isNear = bursts.some((burst) => i >= burst && i < burst + 3);
        return isNear ? { ...frame, regions: [{ kind: 'global' as const, red: 70 }] } : quiet;
      });
      const arrivals = arrivalsOf(some, head);
      const until = start + 100 * count + 10_000;
      const raised = (await liveEvents(head, head.rule, arrivals, until)).filter(({ type }) => type === 'new');
      write(arrivals, raised);
      const shares: number[] = [];
      const onSlice: PlayOptions['onSlice'] = (_, share) => void shares.push(share);
      const { versions, frames: seen, since, until: last } = await backtest([head], paramsOf({ until }), { onSlice });
      expect(versions[0]?.would_be.map(({ captured_at }) => captured_at)).toEqual(
        raised.map(({ after }) => after.captured_at),
      );
      expect(raised.length).toBe(5);
      expect(shares.length).toBeGreaterThan(2);
      expect([seen, since, last]).toEqual([count, start + 100, start + 100 * count]);
    });

    it('ends between two slices when it is cancelled', async () => {
      const head = await open();
      write(arrivalsOf(long, head));
      const cancelled = new AbortController();
      const shares: number[] = [];
      const onSlice: PlayOptions['onSlice'] = (_, share) => {
        shares.push(share);
        cancelled.abort();
      };
      await expect(backtest([head], paramsOf(), { signal: cancelled.signal, onSlice })).rejects.toThrow();
      expect(shares).toHaveLength(1);
      expect(shares[0]).toBeLessThan(1);
    });

    it('goes on with what is left when retention deletes meanwhile', async () => {
      const head = await open();
      write(arrivalsOf(long, head));
      const store = openStore({ path: database(), dropped: createTally() });
      try {
        const onSlice: PlayOptions['onSlice'] = () => {
          deleteOld(store.connection, start + 100 * 15_000);
        };
        const { frames: seen, versions } = await backtest([head], paramsOf(), { onSlice });
        expect(seen).toBeLessThan(count);
        expect(versions[0]?.would_be.map(({ captured_at }) => captured_at)).toEqual([
          start + 100 * 101 - 20,
          start + 100 * 19_001 - 20,
        ]);
      } finally {
        store.close();
      }
    });
  });
});

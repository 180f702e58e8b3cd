import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import type { AlertEvent, BootId, CameraId, FeatureRegion, RegionKind, SiteId } from '@splitsight/wire';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alertInput } from '../alert/input.ts';
import { type AlertRule, resolveRule } from '../alert/rule.ts';
import { createAlertTracker } from '../alert/tracker.ts';
import type { RuleConfig } from '../config/rule.ts';
import { decide } from '../decide.ts';
import { type Arrival, cameraRef, type Timing } from '../flow.ts';
import { openScoringHead, type ScoringHead } from '../heads/scoring-head.ts';
import { type Connection, openReadOnly } from '../store/database.ts';
import { createHistory } from '../store/history.ts';
import { readPastAlerts } from '../store/history-alerts.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { openStore } from '../store/store.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { ruleWithThreshold, runBacktest } from './backtest.ts';
import { type BacktestParams, backtestParamsSchema } from './backtest-schema.ts';

let models: Folder;
let folder: Folder;
const heads: ScoringHead[] = [];
const readers: Connection[] = [];

beforeAll(() => {
  models = makeFolder();
  writeTinyBackbone(join(models.path, 'backbone'));
  writeTinyBackbone(join(models.path, 'other'), { side: 48 });
  writeTinyHead(join(models.path, 'fire'), join(models.path, 'backbone'));
  writeTinyHead(join(models.path, 'elsewhere'), join(models.path, 'other'));
});

afterAll(() => models.remove());

beforeEach(() => {
  folder = makeFolder();
});

afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  for (const head of heads.splice(0)) await head.close();
  folder.remove();
});

async function open(rule: RuleConfig = {}, model = 'fire', version = '1'): Promise<ScoringHead> {
  const head = await openScoringHead(join(models.path, model), { name: 'fire', version, rule });
  heads.push(head);
  return head;
}

interface Frame {
  /** After the one before, in milliseconds. */
  readonly after: number;
  readonly camera: string;
  readonly timing: Timing;
  /** How red each region is: 64 is about where the rule's threshold lies. */
  readonly regions: readonly { readonly kind: RegionKind; readonly red: number }[];
}

const start = 1_000_000;

function arrivalsOf(frames: readonly Frame[], head: ScoringHead): Arrival[] {
  const { fingerprint, codec } = head.manifest;
  let at = start;
  return frames.map(({ after, camera, timing, regions }, sequence) => {
    at += after;
    return {
      from: cameraRef('yard' as SiteId, camera as CameraId),
      message: {
        bootId: '00000000000000aa' as BootId,
        sequence,
        capturedAt: at - 20,
        fingerprint,
        codec,
        regions: regions.map(({ kind, red }, i): FeatureRegion => {
          const box = { x: i / 65_535, y: 0, width: 1000 / 65_535, height: 1 };
          return { kind, box, vector: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, red) };
        }),
      },
      kind: { fingerprint, codec, vectorBytes: head.vectorBytes },
      receivedAt: at,
      timing,
    };
  });
}

/** What the live path makes of frames, with ticks as a server has them. */
async function liveEvents(head: ScoringHead, rule: AlertRule, arrivals: readonly Arrival[], until: number) {
  const tracker = createAlertTracker(() => undefined);
  const ruled = { ...head, rule };
  const events: AlertEvent[] = [];
  let tick = start;
  const tickTo = (now: number) => {
    for (; tick < now; tick += 250) events.push(...tracker.tick(tick));
  };
  for (const arrival of arrivals) {
    tickTo(arrival.receivedAt);
    const { regions } = arrival.message;
    const vectors = Buffer.concat(regions.map(({ vector }) => vector));
    const probabilities = await head.score(vectors, regions.length);
    const { classes, positive } = head.manifest;
    const decided = decide(regions, rule.regions, { probabilities, classes: classes.length, positive });
    const input = alertInput(arrival, decided);
    if (input) events.push(...tracker.step(arrival.from, ruled, input, arrival.receivedAt));
  }
  tickTo(until);
  events.push(...tracker.tick(until));
  return events;
}

function write(arrivals: readonly Arrival[], events: readonly AlertEvent[] = []): void {
  const store = openStore({ path: join(folder.path, 'test.db'), dropped: createTally() });
  for (const arrival of arrivals) store.addVectors(arrival);
  for (const { after } of events) store.putAlert(after);
  store.close();
}

function paramsOf(changes: Partial<BacktestParams> = {}): BacktestParams {
  const asked = { head: 'fire', versions: ['1'], rule: {}, since: start, until: start + 10_000_000 };
  return { ...backtestParamsSchema.parse(asked), ...changes };
}

function backtest(by: readonly ScoringHead[], params: BacktestParams, signal = new AbortController().signal) {
  const connection = openReadOnly(join(folder.path, 'test.db'));
  readers.push(connection);
  return runBacktest(params, {
    history: createHistory(connection),
    frames: createFrameFinder(connection),
    heads: by,
    raised: (since, limit) => readPastAlerts(connection, { ...params, since, limit }),
    signal,
    onSlice: () => undefined,
  });
}

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
        folder.remove();
        folder = makeFolder();
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
              ...{ site, camera, started_at, captured_at, raised_at, ended_at, frame, alert: rest.id },
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
  }, 30_000);

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
    const look = (after: number, camera: string, red: number): Frame => ({
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
    const frame: Frame = { after: 1000, camera: 'gate', timing: 'live', regions: [{ kind: 'global', red: 255 }] };
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
    const frame: Frame = { after: 1000, camera: 'gate', timing: 'live', regions: [{ kind: 'global', red: 255 }] };
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
    await expect(backtest([head], paramsOf(), AbortSignal.abort())).rejects.toThrow();
  });
});

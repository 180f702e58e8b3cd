import { createTally } from '@splitsight/kernel';
import type { JobView } from '@splitsight/wire';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serverConfigSchema } from '../config/schema.ts';
import { cameraRef } from '../flow.ts';
import { createCheckTable } from '../store/monitor-checks.ts';
import { createScoreTable } from '../store/monitor-scores.ts';
import { createFindJudged } from '../store/monitor-verdicts.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Folder, makeFolder } from '../testing/run-server.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import type { ScoreDropReason } from './score-recorder.ts';

const hour = 3_600_000;
const begin = Date.UTC(2026, 4, 1);
const dropped = createTally<ScoreDropReason>();

let folder: Folder;
let store: Store;
let monitor: Monitor | undefined;
/** When jobs were started, and whether the last one goes on. */
let started: number[];
let isBusy: boolean;
/** Why no job can be started. */
let hindrance: Error | undefined;

beforeEach(() => {
  vi.useFakeTimers({ now: begin, toFake: ['Date', 'setInterval', 'clearInterval'] });
  folder = makeFolder();
  store = openStore({ path: `${folder.path}/test.db`, dropped: createTally() });
  started = [];
  isBusy = false;
  hindrance = undefined;
});

afterEach(() => {
  monitor?.stop();
  store.close();
  folder.remove();
  vi.useRealTimers();
});

const jobView = (id: number): JobView => ({
  ...{ id, kind: 'monitor', state: isBusy ? 'running' : 'failed', by: 'a test', params: null, created_at: 0 },
  ...{ started_at: 0, finished_at: isBusy ? null : 1, progress: null, chunks: 0, result: null, error: null },
});

function open(everyHours: number, oldest: number | undefined): Monitor {
  const { connection } = store;
  monitor = createMonitor({
    config: serverConfigSchema.parse({ monitor: { every_h: everyHours } }).monitor,
    ...{ retention: 30 * 24 * hour, clock: { now: Date.now }, log: { info: () => {}, warn: () => {} } },
    ...{ scores: createScoreTable(connection), checks: createCheckTable(connection) },
    ...{ judged: createFindJudged(connection), oldest: () => oldest, families: [], heads: () => [], tell: () => {} },
    dropped,
  });
  monitor.start({
    start(kind, params, by) {
      monitor?.kind.parseParams(params);
      expect([kind, by]).toEqual(['monitor', 'the schedule']);
      started.push(Date.now());
      if (hindrance) throw hindrance;
      return jobView(started.length);
    },
    get: jobView,
  });
  return monitor;
}

it('checks a day after the first vector came, not while a check goes on, and an hour after one that failed', async () => {
  open(24, begin - 23.5 * hour);
  await vi.advanceTimersByTimeAsync(20 * 60_000);
  expect(started).toEqual([]);
  await vi.advanceTimersByTimeAsync(15 * 60_000);
  expect(started).toEqual([begin + hour / 2]);
  isBusy = true;
  await vi.advanceTimersByTimeAsync(2 * hour);
  expect(started).toHaveLength(1);
  isBusy = false;
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect(started).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  expect(started).toHaveLength(2);
});

it('tries again an hour after a check that could not be started, whatever the reason', async () => {
  open(24, begin - 24 * hour);
  hindrance = new Error('disk I/O error');
  await vi.advanceTimersByTimeAsync(90 * 60_000);
  hindrance = undefined;
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  expect(started.map((at) => (at - begin) / 60_000)).toEqual([1, 61, 121]);
});

it.each([
  [0, begin - 100 * 24 * hour],
  [24, undefined],
])('never checks by itself with every_h %i and a first vector at %s', async (everyHours, oldest) => {
  const { view } = open(everyHours, oldest);
  await vi.advanceTimersByTimeAsync(30 * hour);
  expect([started, view.nextCheckAt()]).toEqual([[], null]);
});

it('stores scores once a minute and when it stops', async () => {
  const from = cameraRef('yard' as Parameters<typeof cameraRef>[0], 'gate' as Parameters<typeof cameraRef>[1]);
  const { observe, stop, view } = open(0, undefined);
  const today = begin / (24 * hour);
  const stored = () => {
    const [day] = createScoreTable(store.connection).days({ head: 'fire', from: today, to: today });
    return day?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
  };
  const head = { name: 'fire', version: '1' };
  for (const score of [0, 0.5, 1]) observe(head, from, score, begin);
  expect(stored()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stored()).toBe(3);
  observe(head, from, 0.2, begin);
  stop();
  expect(stored()).toBe(4);
  expect(view.scoresToday()[0]?.counts.filter((count) => count > 0)).toHaveLength(4);
  observe(head, from, 0.2, begin);
  store.close();
  stop();
  expect(dropped.totals().failed).toBe(1);
});

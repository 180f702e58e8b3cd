import { join } from 'node:path';
import { createTally } from '@splitsight/kernel';
import { writeTinyBackbone, writeTinyHead } from '@splitsight/testkit';
import type { AlertEvent, BootId, CameraId, FeatureRegion, RegionKind, SiteId } from '@splitsight/wire';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { AlertRule } from '../alert/rule.ts';
import { type AlertTrackerOptions, createAlertTracker } from '../alert/tracker.ts';
import type { RuleConfig } from '../config/rule.ts';
import { decide } from '../decide.ts';
import { type Arrival, cameraRef, type Timing } from '../flow.ts';
import { openScoringHead, type ScoringHead } from '../heads/scoring-head.ts';
import { runBacktest } from '../history/backtest.ts';
import { type BacktestParams, type BacktestResult, backtestParamsSchema } from '../history/backtest-schema.ts';
import type { PlayOptions } from '../history/play-past.ts';
import type { RulePlan } from '../rules/plan.ts';
import { ownWatch } from '../rules/watch.ts';
import { watchInput } from '../rules/zone-input.ts';
import { type Connection, openReadOnly } from '../store/database.ts';
import { createHistory } from '../store/history.ts';
import { readPastAlerts } from '../store/history-alerts.ts';
import { createFrameFinder } from '../store/history-frame.ts';
import { openStore } from '../store/store.ts';
import { type Folder, makeFolder } from './run-server.ts';

/** A frame of a made-up past. */
export interface PastFrame {
  /** After the one before, in milliseconds. */
  readonly after: number;
  readonly camera: string;
  readonly timing: Timing;
  /** How red each region is: 64 is about where the rule's threshold lies. */
  readonly regions: readonly { readonly kind: RegionKind; readonly red: number }[];
}

/** What tests of the past work with. Everything it opens is closed after each test. */
export interface PastBench {
  /** Opens the head on red, or the one `elsewhere`, which is of another backbone. */
  open(rule?: RuleConfig, model?: 'fire' | 'elsewhere'): Promise<ScoringHead>;
  /** Begins with an empty database. */
  renew(): void;
  /** The database that is written. */
  database(): string;
  write(arrivals: readonly Arrival[], events?: readonly AlertEvent[]): void;
  backtest(by: readonly ScoringHead[], params: BacktestParams, options?: Partial<PlayOptions>): Promise<BacktestResult>;
}

/** When a made-up past begins. */
export const start = 1_000_000;

/** Sets up before each test of the file that calls it. */
export function usePast(): PastBench {
  let models: Folder;
  let folder: Folder;
  const heads: ScoringHead[] = [];
  const readers: Connection[] = [];
  const database = () => join(folder.path, 'test.db');

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

  return {
    database,
    async open(rule = {}, model = 'fire') {
      const head = await openScoringHead(join(models.path, model), { name: 'fire', version: '1', rule });
      heads.push(head);
      return head;
    },
    renew() {
      folder.remove();
      folder = makeFolder();
    },
    write(arrivals, events = []) {
      const store = openStore({ path: database(), dropped: createTally() });
      for (const arrival of arrivals) store.addVectors(arrival);
      for (const { after } of events) store.putAlert(after);
      store.close();
    },
    backtest(by, params, options = {}) {
      const connection = openReadOnly(database());
      readers.push(connection);
      return runBacktest(params, {
        history: createHistory(connection),
        frames: createFrameFinder(connection),
        heads: by,
        raised: (since, limit) => readPastAlerts(connection, { ...params, since, limit }),
        signal: new AbortController().signal,
        onSlice: () => undefined,
        ...options,
      });
    },
  };
}

/** The frames as they come in at a server. */
export function arrivalsOf(frames: readonly PastFrame[], head: ScoringHead): Arrival[] {
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

/** The rules that the live path goes by. */
export interface LiveRules extends AlertTrackerOptions {
  readonly watchesOf: RulePlan['watchesOf'];
}

/** What the live path makes of frames, with ticks as a server has them. */
export async function liveEvents(
  head: ScoringHead,
  rule: AlertRule,
  arrivals: readonly Arrival[],
  until: number,
  { watchesOf, ...told }: LiveRules = { watchesOf: (ruled) => [ownWatch(ruled)] },
) {
  const tracker = createAlertTracker(told);
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
    const scores = { probabilities, classes: classes.length, positive };
    const decided = decide(regions, rule.regions, scores);
    for (const watch of watchesOf(ruled, arrival.from)) {
      const input = watchInput(arrival, watch, scores, decided);
      if (input) events.push(...tracker.step(arrival.from, ruled, watch, input, arrival.receivedAt));
    }
  }
  tickTo(until);
  events.push(...tracker.tick(until));
  return events;
}

/** What a backtest is asked. */
export function paramsOf(changes: Partial<BacktestParams> = {}): BacktestParams {
  const asked = { head: 'fire', versions: ['1'], rule: {}, since: start, until: start + 10_000_000 };
  return { ...backtestParamsSchema.parse(asked), ...changes };
}

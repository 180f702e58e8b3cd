import { dirname, join, resolve } from 'node:path';
import { type Clock, messageOf, type Tally } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { ServerConfig } from './config/schema.ts';
import { openDataSets } from './datasets/open-data-sets.ts';
import type { Verdicts } from './datasets/verdicts.ts';
import type { Arrival } from './flow.ts';
import type { LiveDecision, Shadows } from './heads/shadows.ts';
import type { HeadStand } from './heads/stand.ts';
import type { HeadStates } from './heads/states.ts';
import { openPast, type PastParts } from './history/open-history.ts';
import type { RouteGroup } from './http/http.ts';
import { jobRoutes } from './http/job-routes.ts';
import { openJobs } from './jobs/jobs.ts';
import type { LiveHub } from './live/hub.ts';
import type { MonitorView } from './monitor/monitor.ts';
import { openMonitor } from './monitor/open-monitor.ts';
import type { ScoreDropReason } from './monitor/score-recorder.ts';
import type { HeadRegistry } from './registry/registry.ts';
import { createJobTable } from './store/jobs.ts';
import type { Store } from './store/store.ts';
import { openTraining } from './training/open-training.ts';

/** Everything that is done with heads beside letting them score: labels, training, history, watching them. */
export interface Teaching {
  readonly routes: readonly RouteGroup[];
  /** How the heads at work do. */
  readonly monitor: MonitorView;
  /** Takes note of what the live heads made of a frame. */
  observe(arrival: Arrival, decided: readonly LiveDecision[]): void;
  /** To be called when other versions are at work. */
  headsChanged(): void;
  /** Ends the work that goes on. Idempotent. */
  close(): Promise<void>;
}

export interface TeachingParts extends Pick<PastParts, 'books' | 'ruleOf' | 'cameras'> {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Store;
  readonly live: Pick<LiveHub, 'job' | 'stale'>;
  readonly registry: HeadRegistry;
  readonly stand: Pick<HeadStand, 'current'>;
  readonly shadows: Pick<Shadows, 'counts'>;
  readonly states: Pick<HeadStates, 'judge'>;
  readonly verdicts: Verdicts;
  readonly scoresDropped: Tally<ScoreDropReason>;
}

/** Opens the queue of long work with the kinds that there are, and the parts of the API that use it. */
export function openTeaching(parts: TeachingParts): Teaching {
  const { config, clock, log, store, live, registry } = parts;
  const { monitor, routes: monitorRoutes } = openMonitor({ ...parts, dropped: parts.scoresDropped });
  const training = openTraining(store.connection, registry);
  const dataSets = openDataSets({
    store,
    path: config.store.path,
    clock,
    log,
    backbones: config.backbones,
    headsDir: headsDirOf(config),
    registry,
    verdicts: parts.verdicts,
  });
  const past = openPast(parts);
  const jobs = openJobs({
    clock,
    table: createJobTable(store.connection),
    kinds: [monitor.kind, training.kind, ...past.kinds, ...dataSets.kinds],
    place: {
      database: resolve(config.store.path),
      backbones: config.backbones.map((folder) => resolve(folder)),
      headsDir: headsDirOf(config),
    },
    onChange: live.job,
    onFailure: (error) => log.error('a job failed', { reason: messageOf(error) }),
  });
  monitor.start(jobs);
  return {
    monitor: monitor.view,
    headsChanged: monitor.headsChanged,
    observe({ from, receivedAt }, all) {
      for (const { head, decided } of all) monitor.observe(head, from, decided.score, receivedAt);
    },
    routes: [jobRoutes(jobs), monitorRoutes, training.routes(jobs), ...past.routes(jobs), ...dataSets.routes(jobs)],
    async close() {
      dataSets.close();
      await jobs.close();
      monitor.stop();
    },
  };
}

/** Where versions of heads are kept. */
export function headsDirOf({ heads_dir: told, store }: Pick<ServerConfig, 'heads_dir' | 'store'>): string {
  return resolve(told ?? join(dirname(store.path), 'heads'));
}

import { dirname, join, resolve } from 'node:path';
import { type Clock, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { ServerConfig } from './config/schema.ts';
import type { Shadows } from './heads/shadows.ts';
import type { HeadStates } from './heads/states.ts';
import type { RouteGroup } from './http/http.ts';
import { jobRoutes } from './http/job-routes.ts';
import { openJobs } from './jobs/jobs.ts';
import type { LiveHub } from './live/hub.ts';
import type { HeadRegistry } from './registry/registry.ts';
import { createJobTable } from './store/jobs.ts';
import type { Store } from './store/store.ts';
import { openTraining } from './training/open-training.ts';

/** Everything that is done with heads beside letting them score: labels, training, history, watching them. */
export interface Teaching {
  readonly routes: readonly RouteGroup[];
  /** Ends the work that goes on. Idempotent. */
  close(): Promise<void>;
}

export interface TeachingParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Store;
  readonly live: Pick<LiveHub, 'job'>;
  readonly registry: HeadRegistry;
  readonly shadows: Pick<Shadows, 'counts'>;
  readonly states: Pick<HeadStates, 'judge'>;
}

/** Opens the queue of long work with the kinds that there are, and the parts of the API that use it. */
export function openTeaching({ config, clock, log, store, live, registry }: TeachingParts): Teaching {
  const training = openTraining(store.connection, registry);
  const jobs = openJobs({
    clock,
    table: createJobTable(store.connection),
    kinds: [training.kind],
    place: {
      database: resolve(config.store.path),
      backbones: config.backbones.map((folder) => resolve(folder)),
      headsDir: headsDirOf(config),
    },
    onChange: live.job,
    onFailure: (error) => log.error('a job failed', { reason: messageOf(error) }),
  });
  return { routes: [jobRoutes(jobs), training.routes(jobs)], close: () => jobs.close() };
}

/** Where versions of heads are kept. */
export function headsDirOf({ heads_dir: told, store }: Pick<ServerConfig, 'heads_dir' | 'store'>): string {
  return resolve(told ?? join(dirname(store.path), 'heads'));
}

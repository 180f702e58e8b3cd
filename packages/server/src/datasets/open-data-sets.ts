import { parseHeadManifest } from '@splitsight/inference';
import { type Clock, type Millis, messageOf } from '@splitsight/kernel';
import type { Logger } from '@splitsight/kernel/node';
import type { HeadName } from '@splitsight/wire';
import { dataSetCollectRoutes } from '../http/dataset-collect-routes.ts';
import { dataSetPictureRoutes } from '../http/dataset-picture-routes.ts';
import { dataSetRoutes } from '../http/dataset-routes.ts';
import type { RouteGroup } from '../http/http.ts';
import { verdictRoutes } from '../http/verdict-routes.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { JobKind } from '../jobs/kind.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import { createJobTable } from '../store/jobs.ts';
import type { Store } from '../store/store.ts';
import { createDataSets } from './data-sets.ts';
import type { HeadClasses } from './from-verdicts.ts';
import { dataSetJobs } from './jobs.ts';
import { createKnownBackbones } from './known-backbones.ts';
import { dataSetPicturesJob, uploadsOfJobs } from './pictures-job.ts';
import { openUploads } from './uploads.ts';
import type { Verdicts } from './verdicts.ts';

/** Labelled data sets and verdicts: what of them the server puts together. */
export interface DataSetParts {
  readonly kinds: readonly JobKind[];
  routes(jobs: Jobs): readonly RouteGroup[];
  /** Stops deleting the items of deleted sets; the next start goes on. Idempotent. */
  close(): void;
}

export interface DataSetPartsOptions {
  readonly store: Pick<Store, 'connection'>;
  /** Of the database, for errors. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Folders of the backbones that the configuration names. */
  readonly backbones: readonly string[];
  /** Beside the versions of heads lie pictures until their vectors are made. */
  readonly headsDir: string;
  readonly registry: Pick<HeadRegistry, 'records'>;
  readonly verdicts: Verdicts;
}

/** 2000 items of a deleted set go at a time. */
const sweepEvery: Millis = 500;

export function openDataSets(options: DataSetPartsOptions): DataSetParts {
  const { store, path, clock, log, headsDir, registry, verdicts } = options;
  const { connection } = store;
  const backbones = createKnownBackbones(options.backbones);
  const sets = createDataSets({ connection, path, clock, backbones });
  const uploads = openUploads(headsDir, uploadsOfJobs(createJobTable(connection).unfinished()));
  const headClasses = (head: HeadName) => classesOf(registry, head);
  const sweeper = setInterval(() => {
    try {
      sets.sweep();
    } catch (error) {
      log.warn('the items of a deleted data set cannot be deleted yet', { reason: messageOf(error) });
    }
  }, sweepEvery);
  return {
    kinds: [...dataSetJobs(sets, connection), dataSetPicturesJob(sets, uploads)],
    routes: (jobs) => [
      dataSetRoutes(sets),
      dataSetPictureRoutes({ sets, backbones, uploads, jobs }),
      dataSetCollectRoutes({ sets, verdicts, connection, headClasses, jobs }),
      verdictRoutes(verdicts),
    ],
    close: () => clearInterval(sweeper),
  };
}

/** What the version of a head tells apart that is live somewhere, or the newest where none is. */
function classesOf(registry: Pick<HeadRegistry, 'records'>, head: HeadName): HeadClasses | undefined {
  const record = registry.records().find((one) => one.head === head);
  const live = record?.roles.find(({ role, version }) => role === 'live' && version !== null);
  const version = record?.versions.find((one) => one.version === live?.version) ?? record?.versions.at(-1);
  return version && parseHeadManifest(version.manifest, `${head} ${version.version}`);
}

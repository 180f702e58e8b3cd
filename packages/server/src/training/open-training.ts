import { serverError } from '../errors.ts';
import type { RouteGroup } from '../http/http.ts';
import { runRoutes } from '../http/run-routes.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { JobKind } from '../jobs/kind.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import type { Connection } from '../store/database.ts';
import { createItemTable } from '../store/items.ts';
import { trainKind } from './train-kind.ts';

/** Training as a part of the server: its kind of job, and its part of the API. */
export interface Training {
  readonly kind: JobKind;
  routes(jobs: Pick<Jobs, 'start'>): RouteGroup;
}

export function openTraining(connection: Connection, registry: HeadRegistry): Training {
  const items = createItemTable(connection);
  return {
    kind: trainKind({
      registry,
      labelsOf(dataset) {
        const set = items.find(dataset);
        if (!set) throw serverError('DATASET_UNKNOWN', dataset);
        return Object.keys(items.counts(set.id));
      },
    }),
    routes: (jobs) => runRoutes(jobs, registry),
  };
}

import type { Clock } from '@splitsight/kernel';
import type { CameraView } from '@splitsight/wire';
import type { RuleConfig } from '../config/rule.ts';
import { backtestRoutes } from '../http/backtest-routes.ts';
import { historyRoutes } from '../http/history-routes.ts';
import type { RouteGroup } from '../http/http.ts';
import { ruleTryRoutes } from '../http/rule-try-routes.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { defineJob, type JobKind } from '../jobs/kind.ts';
import type { HeadRegistry } from '../registry/registry.ts';
import type { Store } from '../store/store.ts';
import { backtestParamsSchema, backtestResultSchema } from './backtest-schema.ts';
import type { Books } from './books.ts';
import { recomputeParamsSchema, recomputeResultSchema } from './recompute-schema.ts';

/** The past as a part of the server: its kinds of job, and its part of the API. */
export interface PastParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'connection'>;
  readonly books: Pick<Books, 'accounts'>;
  readonly registry: Pick<HeadRegistry, 'record' | 'roles' | 'folderOf'>;
  readonly cameras: () => readonly CameraView[];
  /** What the configuration says of a head's rule. */
  readonly ruleOf: (head: string) => RuleConfig;
}

export interface Past {
  readonly kinds: readonly JobKind[];
  routes(jobs: Pick<Jobs, 'start' | 'get'>): readonly RouteGroup[];
}

export function openPast(parts: PastParts): Past {
  return {
    kinds: [
      defineJob({ name: 'backtest', params: backtestParamsSchema, result: backtestResultSchema }),
      defineJob({ name: 'recompute', params: recomputeParamsSchema, result: recomputeResultSchema }),
    ],
    routes: (jobs) => [
      backtestRoutes({ ...parts, jobs }),
      ruleTryRoutes({ ...parts, jobs }),
      historyRoutes({ ...parts, jobs }),
    ],
  };
}

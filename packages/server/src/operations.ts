import type { Clock } from '@splitsight/kernel';
import type { AlertEvent } from '@splitsight/wire';
import type { ServerConfig } from './config/schema.ts';
import type { Verdicts } from './datasets/verdicts.ts';
import { auditRoutes } from './http/audit-routes.ts';
import type { RouteGroup } from './http/http.ts';
import type { LiveHub } from './live/hub.ts';
import { type Audit, createAudit } from './people/audit.ts';
import { openReviews } from './review/open-reviews.ts';
import type { Store } from './store/store.ts';

/** Everything that people do with alerts, and what is done for them: rules, reviews, pictures, notifications, accounts. */
export interface Operations {
  readonly routes: readonly RouteGroup[];
  readonly audit: Audit;
  readonly verdicts: Verdicts;
  /** Told of every turn in an alert's life, after everybody who watches: must not wait for anything. */
  onAlert(event: AlertEvent): void;
  /** Ends the work that goes on. Idempotent. */
  close(): Promise<void>;
}

export interface OperationsParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly store: Store;
  readonly live: LiveHub;
}

/** Opens them; each part is one line here and a folder of its own. */
export function openOperations({ config, clock, store, live }: OperationsParts): Operations {
  const audit = createAudit(store.connection, clock);
  const reviews = openReviews({ store, path: config.store.path, clock, audit, live });
  return {
    audit,
    verdicts: reviews.verdicts,
    routes: [auditRoutes(audit), reviews.routes],
    onAlert: () => undefined,
    close: () => Promise.resolve(),
  };
}

import type { Clock } from '@splitsight/kernel';
import type { AlertEvent } from '@splitsight/wire';
import { auditRoutes } from './http/audit-routes.ts';
import type { RouteGroup } from './http/http.ts';
import { type Audit, createAudit } from './people/audit.ts';
import type { Store } from './store/store.ts';

/** Everything that people do with alerts, and what is done for them: rules, reviews, pictures, notifications, accounts. */
export interface Operations {
  readonly routes: readonly RouteGroup[];
  readonly audit: Audit;
  /** Told of every turn in an alert's life, after everybody who watches: must not wait for anything. */
  onAlert(event: AlertEvent): void;
  /** Ends the work that goes on. Idempotent. */
  close(): Promise<void>;
}

export interface OperationsParts {
  readonly clock: Clock;
  readonly store: Store;
}

/** Opens them; each part is one line here and a folder of its own. */
export function openOperations({ clock, store }: OperationsParts): Operations {
  const audit = createAudit(store.connection, clock);
  return {
    audit,
    routes: [auditRoutes(audit)],
    onAlert: () => undefined,
    close: () => Promise.resolve(),
  };
}

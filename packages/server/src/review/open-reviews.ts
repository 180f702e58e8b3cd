import type { Clock } from '@splitsight/kernel';
import { createVerdicts, type Verdicts } from '../datasets/verdicts.ts';
import type { RouteGroup } from '../http/http.ts';
import { reviewRoutes } from '../http/review-routes.ts';
import type { LiveHub } from '../live/hub.ts';
import type { Audit } from '../people/audit.ts';
import type { Store } from '../store/store.ts';
import { createReviews } from './reviews.ts';

export interface ReviewParts {
  readonly store: Pick<Store, 'connection' | 'alerts'>;
  /** Of the database, for errors. */
  readonly path: string;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'add'>;
  readonly live: Pick<LiveHub, 'review'>;
}

/** Alerts that are not written yet are among the newest. */
const newestAlerts = 200;

/** What people say of alerts. */
export function openReviews({ store, path, clock, audit, live }: ReviewParts): {
  readonly verdicts: Verdicts;
  readonly routes: RouteGroup;
} {
  const { connection } = store;
  const recentAlert = (id: string) => store.alerts({ limit: newestAlerts }).find((alert) => alert.id === id);
  const verdicts = createVerdicts({ connection, path, clock, audit, recentAlert });
  const reviews = createReviews({ connection, path, clock, audit, verdicts, recentAlert, onChange: live.review });
  return { verdicts, routes: reviewRoutes(reviews) };
}

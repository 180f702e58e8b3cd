import type { Clock } from '@splitsight/kernel';
import { type Alert, maxNotes, type Review, type ReviewAction } from '@splitsight/wire';
import type { Verdicts } from '../datasets/verdicts.ts';
import { serverError } from '../errors.ts';
import type { Audit } from '../people/audit.ts';
import type { Principal } from '../people/principal.ts';
import { type Connection, storeError } from '../store/database.ts';
import {
  createReviewTable,
  type ReviewedAlert,
  type ReviewFilter,
  type ReviewPage,
  type ReviewPlace,
  untouched,
} from '../store/reviews.ts';

/** What people make of alerts: who has looked, who takes care, what it was. */
export interface Reviews {
  /** The next alerts that pass a filter, newest first; few or none where the filter passes few. */
  page(filter: ReviewFilter, from: ReviewPlace | undefined, limit: number, who: Principal): ReviewPage;
  /** @throws CodedError ALERT_UNKNOWN */
  get(alertId: string, who: Principal): ReviewedAlert;
  /** How many alerts of each site nobody has acknowledged, and how many there are. */
  summary(who: Principal): readonly { readonly site: string; readonly open: number; readonly total: number }[];
  /**
   * Does the same to alerts, all or none. A verdict acknowledges, too; what is as it was asked for already stays so.
   *
   * @throws CodedError REVIEW_NOTES, VERDICT_TOO_MANY or STORE_…
   */
  act(alertIds: readonly string[], action: ReviewAction, who: Principal): ReviewsDone;
}

export interface ReviewsDone {
  readonly reviews: readonly Review[];
  readonly missing: readonly string[];
}

export interface ReviewsOptions {
  readonly connection: Connection;
  /** Of the database, for errors. */
  readonly path: string;
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'add'>;
  readonly verdicts: Pick<Verdicts, 'give'>;
  /** An alert that may not be written yet. */
  readonly recentAlert: (id: string) => Alert | undefined;
  readonly onChange: (review: Review) => void;
}

export function createReviews(options: ReviewsOptions): Reviews {
  const { connection, path, clock, audit, verdicts, recentAlert, onChange } = options;
  const table = createReviewTable(connection);

  function find(id: string, who: Principal): ReviewedAlert | undefined {
    const recent = recentAlert(id);
    const found = table.get(id) ?? (recent && { alert: recent, review: untouched(recent) });
    return found && who.sees(found.alert.site, found.alert.camera) ? found : undefined;
  }

  function apply({ alert, review }: ReviewedAlert, action: ReviewAction, who: Principal): Review {
    const by = who.name;
    const next = nextReview(review, action, { by, at: clock.now() });
    if (next === review) return review;
    table.put(next);
    const { kind, ...detail } = action;
    if (kind !== 'judge') audit.add({ by, action: `alert.${kind}`, subject: alert.id, site: alert.site, detail });
    else verdicts.give(alert.id, { verdict: action.verdict, label: action.label, note: null, by });
    return next;
  }

  const actAll = connection.transaction((found: readonly ReviewedAlert[], action: ReviewAction, who: Principal) =>
    found.map((one) => apply(one, action, who)),
  );

  return {
    page: (filter, from, limit, who) => table.page(filter, from, { limit, isSeen: who.sees }),
    get(alertId, who) {
      const found = find(alertId, who);
      if (!found) throw serverError('ALERT_UNKNOWN', alertId);
      return found;
    },
    summary(who) {
      const { alerts, acknowledged } = table.counts();
      const sites = new Map<string, { open: number; total: number }>();
      const add = (counts: typeof alerts, open: number, total: number) => {
        for (const { site, camera, n } of counts) {
          if (!who.sees(site as Alert['site'], camera as Alert['camera'])) continue;
          const sum = sites.get(site) ?? { open: 0, total: 0 };
          sites.set(site, { open: sum.open + open * n, total: sum.total + total * n });
        }
      };
      add(alerts, 1, 1);
      add(acknowledged, -1, 0);
      return [...sites].map(([site, sum]) => ({ site, ...sum })).sort((a, b) => a.site.localeCompare(b.site));
    },
    act(alertIds, action, who) {
      const ids = [...new Set(alertIds)];
      const found = ids.flatMap((id) => find(id, who) ?? []);
      const reviews = write(() => actAll.immediate(found, action, who));
      for (const review of reviews) onChange(review);
      const there = new Set(found.map(({ alert }) => alert.id));
      return { reviews, missing: ids.filter((id) => !there.has(id)) };
    },
  };

  function write<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeError(error, path);
    }
  }
}

/** What an action makes of a review; the same one when it changes nothing. @throws CodedError REVIEW_NOTES */
export function nextReview(
  review: Review,
  action: ReviewAction,
  done: { readonly by: string; readonly at: number },
): Review {
  switch (action.kind) {
    case 'acknowledge':
      return review.acknowledged ? review : { ...review, acknowledged: done };
    case 'reopen':
      return review.acknowledged ? { ...review, acknowledged: null } : review;
    case 'assign':
      return review.assignee === action.to ? review : { ...review, assignee: action.to };
    case 'note':
      if (review.notes.length >= maxNotes) throw serverError('REVIEW_NOTES', `${review.alert_id} has ${maxNotes}`);
      return { ...review, notes: [...review.notes, { ...done, text: action.text }] };
    case 'judge': {
      const { verdict, label } = action;
      const isSame = review.verdict?.verdict === verdict && review.verdict.label === label;
      const acknowledged = review.acknowledged ?? done;
      return isSame ? review : { ...review, acknowledged, verdict: { verdict, label, ...done } };
    }
  }
}

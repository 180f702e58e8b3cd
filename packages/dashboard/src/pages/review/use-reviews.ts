import {
  type Alert,
  type Review,
  type ReviewAction,
  reviewActionsAnswerSchema,
  reviewsAnswerSchema,
} from '@splitsight/wire';
import { useCallback, useState } from 'react';
import type { z } from 'zod';
import { call, type Query } from '../../api/client.ts';
import { useSend } from '../../api/use-api.ts';
import { useChangeItems, usePages } from '../../api/use-pages.ts';
import { useLiveMessages } from '../../live/use-live.ts';

const path = '/api/v1/reviews';
const pageSize = 60;

export type ReviewItem = z.output<typeof reviewsAnswerSchema>['items'][number];
/** Filters as the server takes them; what is not there is not filtered by. */
type ReviewAsked = Readonly<Partial<Record<string, string>>>;

/**
 * The alerts that pass the filters, page by page, kept as they are now by the live messages.
 *
 * New alerts do not move what is looked at: they are counted, and come when they are asked for.
 */
export function useReviews(query: ReviewAsked) {
  const [fresh, setFresh] = useState(0);
  const change = useChangeItems<ReviewItem>(path);
  const { again, ...list } = usePages(path, {
    answer: reviewsAnswerSchema,
    query: { ...query, limit: pageSize },
    next: ({ next }) => (next === null ? null : { before: next }),
    // Every hour the range begins an hour later; nobody who works at the list is to notice.
    stays: ({ since, limit, ...before }) => isSame(before, query),
  });
  /** What came while there was no connection was told to nobody. */
  const catchUp = async () => {
    if (list.loading) return;
    const newest = Math.max(0, ...list.items.map(({ alert }) => alert.raised_at));
    const asked = { answer: reviewsAnswerSchema, query: { ...query, limit: pageSize } };
    // Where the server does not answer, the next connection asks again.
    const now = await call(path, asked).catch(() => undefined);
    if (!now) return;
    for (const item of now.items)
      change(
        ({ alert }) => alert.id === item.alert.id,
        () => item,
      );
    setFresh(now.items.filter(({ alert }) => alert.raised_at > newest).length);
  };
  useLiveMessages((message) => {
    if (message.type === 'hello') void catchUp();
    if (message.type === 'review') putReview(change, message.review);
    if (message.type === 'late' && mayPass(message.alert, query)) setFresh((count) => count + 1);
    if (message.type !== 'alert') return;
    const { type, after } = message.event;
    if (type === 'new') setFresh((count) => count + (mayPass(after, query) ? 1 : 0));
    else
      change(
        ({ alert }) => alert.id === after.id,
        (item) => ({ ...item, alert: after }),
      );
  });
  const showFresh = useCallback(() => {
    setFresh(0);
    again();
  }, [again]);
  return { ...list, fresh, showFresh };
}

/** Whether two queries ask for the same but for the beginning of the range. */
function isSame(before: Query, { since, ...query }: ReviewAsked): boolean {
  const names = Object.keys({ ...before, ...query });
  return names.every((name) => before[name] === query[name]);
}

/** Does something to alerts; the rows show it at once. */
export function useReviewAction() {
  const change = useChangeItems<ReviewItem>(path);
  const send = useSend({
    request: (body: { readonly alerts: readonly string[]; readonly action: ReviewAction }) => ({
      path: `${path}/actions`,
      method: 'POST' as const,
      answer: reviewActionsAnswerSchema,
      body,
    }),
    outdates: [`${path}/summary`],
  });
  const act = async (alerts: readonly string[], action: ReviewAction) => {
    const done = await send.mutateAsync({ alerts, action });
    for (const review of done.reviews) putReview(change, review);
    return done;
  };
  return { act, busy: send.isPending };
}

function putReview(change: ReturnType<typeof useChangeItems<ReviewItem>>, review: Review): void {
  change(
    ({ alert }) => alert.id === review.alert_id,
    (item) => ({ ...item, review }),
  );
}

/** Whether a new alert is one of those that are listed; it is open, and nobody has judged it. */
function mayPass(alert: Alert, query: ReviewAsked): boolean {
  const { acknowledged = 'no', verdict = 'none', site, camera, head, severity, assignee, until, late } = query;
  return (
    acknowledged === 'no' &&
    verdict === 'none' &&
    assignee === undefined &&
    until === undefined &&
    (late === undefined || (late === 'yes') === (alert.late ?? false)) &&
    alert.site === (site ?? alert.site) &&
    alert.camera === (camera ?? alert.camera) &&
    alert.head === (head ?? alert.head) &&
    alert.severity === (severity ?? alert.severity)
  );
}

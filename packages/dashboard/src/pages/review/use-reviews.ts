import {
  type Alert,
  type Review,
  type ReviewAction,
  reviewActionsAnswerSchema,
  reviewsAnswerSchema,
} from '@splitsight/wire';
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { z } from 'zod';
import { call } from '../../api/client.ts';
import { useOutdate } from '../../api/use-api.ts';
import { useLiveMessages } from '../../live/use-live.ts';

const path = '/api/v1/reviews';
const pageSize = 60;

type Page = z.output<typeof reviewsAnswerSchema>;
/** Filters as the server takes them; what is not there is not filtered by. */
export type ReviewAsked = Readonly<Partial<Record<string, string>>>;
export type ReviewItem = Page['items'][number];
type Pages = InfiniteData<Page, string>;

/**
 * The alerts that pass the filters, page by page, kept as they are now by the live messages.
 *
 * New alerts do not move what is looked at: they are counted, and come when they are asked for.
 */
export function useReviews(query: ReviewAsked) {
  const client = useQueryClient();
  const [fresh, setFresh] = useState(0);
  const list = useInfiniteQuery({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      call(path, {
        answer: reviewsAnswerSchema,
        query: { ...query, limit: pageSize, ...(pageParam !== '' && { before: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Page) => last.next,
  });

  const change = useCallback(
    (id: string, update: (item: ReviewItem) => ReviewItem) => {
      client.setQueriesData<Pages>({ queryKey: [path, 'pages'] }, (known) => known && withItem(known, id, update));
    },
    [client],
  );
  useLiveMessages((message) => {
    if (message.type === 'review') change(message.review.alert_id, (item) => ({ ...item, review: message.review }));
    if (message.type !== 'alert') return;
    const { type, after } = message.event;
    if (type === 'new') setFresh((count) => count + (mayPass(after, query) ? 1 : 0));
    else change(after.id, (item) => ({ ...item, alert: after }));
  });

  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  return {
    items,
    fresh,
    error: list.error,
    loading: list.isPending || isFetchingNextPage,
    /** Whether that is all. */
    complete: !hasNextPage && !list.isPending,
    more: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]),
    showFresh: useCallback(() => {
      setFresh(0);
      void refetch();
    }, [refetch]),
  };
}

export interface Done {
  readonly reviews: readonly Review[];
  readonly missing: readonly string[];
}

/** Does something to alerts; the rows show it at once. */
export function useReviewAction() {
  const outdate = useOutdate();
  const client = useQueryClient();
  return useMutation<Done, unknown, { readonly alerts: readonly string[]; readonly action: ReviewAction }>({
    mutationFn: (body) => call(`${path}/actions`, { method: 'POST', answer: reviewActionsAnswerSchema, body }),
    onSuccess({ reviews }) {
      for (const review of reviews) {
        client.setQueriesData<Pages>(
          { queryKey: [path, 'pages'] },
          (known) => known && withItem(known, review.alert_id, (item) => ({ ...item, review })),
        );
      }
      outdate([`${path}/summary`]);
    },
  });
}

function withItem(known: Pages, id: string, update: (item: ReviewItem) => ReviewItem): Pages {
  if (!known.pages.some(({ items }) => items.some(({ alert }) => alert.id === id))) return known;
  const pages = known.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => (item.alert.id === id ? update(item) : item)),
  }));
  return { ...known, pages };
}

/** Whether a new alert is one of those that are listed; it is open, and nobody has judged it. */
function mayPass(alert: Alert, query: ReviewAsked): boolean {
  const { acknowledged = 'no', verdict = 'none', site, camera, head, severity, assignee, until } = query;
  return (
    acknowledged === 'no' &&
    verdict === 'none' &&
    assignee === undefined &&
    until === undefined &&
    alert.site === (site ?? alert.site) &&
    alert.camera === (camera ?? alert.camera) &&
    alert.head === (head ?? alert.head) &&
    alert.severity === (severity ?? alert.severity)
  );
}

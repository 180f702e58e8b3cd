import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import { call, type Query } from './client.ts';

/** A page of a long list, as the server answers it. */
interface Page<Item> {
  readonly items: Item[];
}

export interface WantedPages<Answer extends z.ZodType<Page<unknown>>> {
  readonly answer: Answer;
  /** What narrows the list down, and how long a page is. */
  readonly query: Query;
  /** What else to ask for to get the next page; null when this is the last. */
  readonly next: (last: z.output<Answer>) => Query | null;
  /** Whether what another query gave stays until this one is answered. */
  readonly stays?: (before: Query) => boolean;
}

type ItemOf<Answer extends z.ZodType<Page<unknown>>> = z.output<Answer>['items'][number];

/** A long list, got page by page as it is scrolled; cached by path and query. */
export function usePages<Answer extends z.ZodType<Page<unknown>>>(path: string, wanted: WantedPages<Answer>) {
  const { answer, query, next, stays } = wanted;
  const list = useInfiniteQuery({
    queryKey: [path, 'pages', query] as const,
    queryFn: ({ pageParam, signal }) => call(path, { answer, query: { ...query, ...pageParam }, signal }),
    initialPageParam: {} as Query,
    getNextPageParam: next,
    placeholderData: (before, past) => (past && stays?.(past.queryKey[2]) ? before : undefined),
  });
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  return {
    items: useMemo(() => data?.pages.flatMap((page): ItemOf<Answer>[] => page.items) ?? [], [data]),
    error,
    loading: isPending || isFetchingNextPage,
    /** Whether that is all. */
    complete: !hasNextPage && !isPending,
    more: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]),
    again: useCallback(() => void refetch(), [refetch]),
  };
}

/** Changes items of every list of a path where they stand: what a live message, or an answer, says of them. */
export function useChangeItems<Item>(
  path: string,
): (isMeant: (item: Item) => boolean, update: (item: Item) => Item) => void {
  const client = useQueryClient();
  return useCallback(
    (isMeant, update) => {
      client.setQueriesData<InfiniteData<Page<Item>>>({ queryKey: [path, 'pages'] }, (known) => {
        if (!known?.pages.some(({ items }) => items.some(isMeant))) return known;
        const pages = known.pages.map((page) => ({
          ...page,
          items: page.items.map((item) => (isMeant(item) ? update(item) : item)),
        }));
        return { ...known, pages };
      });
    },
    [client, path],
  );
}

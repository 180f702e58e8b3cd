import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';
import { call } from '../../api/client.ts';
import { itemsAnswerSchema, setPath } from './label-api.ts';

const pageSize = 200;

/** The items of a data set, page by page; those with one label when one is given. */
export function useItems(name: string, label: string) {
  const path = `${setPath(name)}/items`;
  const list = useInfiniteQuery({
    queryKey: [path, 'pages', label],
    queryFn: ({ pageParam, signal }) =>
      call(path, { answer: itemsAnswerSchema, query: { label, after: pageParam, limit: pageSize }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last: z.output<typeof itemsAnswerSchema>) => last.next_after,
  });
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  return {
    items: useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]),
    error,
    loading: isPending || isFetchingNextPage,
    /** Whether there are more. */
    rest: hasNextPage,
    again: () => void refetch(),
    more: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]),
  };
}

import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback } from 'react';
import type { z } from 'zod';
import type { ApiError } from './api-error.ts';
import { type Call, call, type Query } from './client.ts';

export interface Wanted<Answer extends z.ZodType> {
  readonly answer: Answer;
  readonly query?: Query;
  /** False: does not ask yet. */
  readonly enabled?: boolean;
  /** Asks again this often, in milliseconds. */
  readonly every?: number;
}

/**
 * What the server answers to a GET, cached by path and query and asked again after {@link useSend} or a live message
 * made it out of date. While another query is under way the last answer stays.
 */
export function useApi<Answer extends z.ZodType>(
  path: string,
  wanted: Wanted<Answer>,
): UseQueryResult<z.output<Answer>, ApiError> {
  const { answer, query, enabled = true, every } = wanted;
  return useQuery<z.output<Answer>, ApiError>({
    queryKey: [path, query ?? {}],
    queryFn: ({ signal }) => call(path, { answer, signal, ...(query && { query }) }),
    enabled,
    placeholderData: keepPreviousData,
    ...(every !== undefined && { refetchInterval: every }),
  });
}

export interface Change<Given, Answer extends z.ZodType> {
  /** The request that makes the change. */
  readonly request: (given: Given) => { readonly path: string } & Call<Answer>;
  /** The paths, or their beginnings, whose answers are out of date afterwards. */
  readonly outdates: readonly string[];
}

/** A change at the server: `mutateAsync(given)` makes it and has what it made out of date asked again. */
export function useSend<Given, Answer extends z.ZodType>(
  change: Change<Given, Answer>,
): UseMutationResult<z.output<Answer>, ApiError, Given> {
  const outdate = useOutdate();
  return useMutation<z.output<Answer>, ApiError, Given>({
    mutationFn: (given) => {
      const { path, ...rest } = change.request(given);
      return call(path, rest);
    },
    onSuccess: () => outdate(change.outdates),
  });
}

/** Has answers asked again whose path begins with one of `paths`; call it when a live message says that they changed. */
export function useOutdate(): (paths: readonly string[]) => void {
  const client = useQueryClient();
  return useCallback(
    (paths) => {
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) => paths.some((start) => String(path).startsWith(start)),
      });
    },
    [client],
  );
}

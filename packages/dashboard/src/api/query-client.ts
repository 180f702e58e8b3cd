import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

/** The page's cache of answers: what is older than 30 s is asked again when it is shown. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A refusal stays one; a server that did not answer is asked twice more.
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.status === 0,
      },
      mutations: { retry: false },
    },
  });
}

import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api/problem';

/** One cache for all screens. Refusals are final; only a server that is away or busy is asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: true,
      retry: (count, error) => count < 2 && isPassing(error),
      retryDelay: (count, error) =>
        error instanceof ApiError && error.retryAfter !== undefined
          ? Math.min(error.retryAfter, 30) * 1000
          : 500 * 2 ** count + Math.random() * 300,
      // A refused request of an offline browser must fail, so that the screen says so.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.isUnreachable || error.status === 429 || error.status >= 502);
}

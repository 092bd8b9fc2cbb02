import { type QueryKey, useQuery, type UseQueryOptions } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, Loading } from '../../shared/ui/states';

export interface LoadedProps<T, K extends QueryKey> {
  readonly query: UseQueryOptions<T, Error, T, K>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** A part of a screen that is loaded by itself, with its own refusal where the person may not see it. */
export function Loaded<T, K extends QueryKey>({ query, what, children }: LoadedProps<T, K>) {
  const result = useQuery(query);
  if (result.isPending) return <Loading what={what} />;
  if (result.isError) return <ErrorState error={result.error} onRetry={() => void result.refetch()} />;
  return children(result.data);
}

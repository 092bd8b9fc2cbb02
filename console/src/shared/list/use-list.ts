import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { filterQuery } from './filter-query';
import type { Filter, FilterValues, ListPage, ListQuery } from './list-types';

export interface ListSource<Row> {
  /** Name of the list in the cache and in what the browser keeps of it: `certificates`. */
  readonly id: string;
  readonly filters: readonly Filter[];
  /** Filters that always hold and are not in the address, for lists inside of a screen. */
  readonly fixed?: ListQuery;
  /** Asks the API for a page. */
  readonly load: (query: ListQuery, signal: AbortSignal) => Promise<ListPage<Row>>;
  readonly pageSize?: number;
}

/** The state of a list: filters and sort in the address, pages one after the other by their cursors. */
export function useList<Row>({ id, filters, fixed, load, pageSize = 100 }: ListSource<Row>) {
  const values: FilterValues = useSearch({ strict: false });
  const navigate = useNavigate();
  const client = useQueryClient();
  const sort = values['sort'];
  const asked: ListQuery = useMemo(
    () => ({ ...fixed, ...filterQuery(filters, values), ...(sort === undefined ? {} : { sort }) }),
    [fixed, filters, values, sort],
  );
  const queryKey = useMemo(() => ['list', id, asked] as const, [id, asked]);
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      load(
        { ...asked, limit: pageSize, ...(pageParam === undefined ? { count: true } : { cursor: pageParam }) },
        signal,
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // All loaded pages would be asked for again, one after the other: a list is refreshed from its first page on, below.
    staleTime: Infinity,
    refetchOnReconnect: false,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
  const refresh = useCallback(() => client.resetQueries({ queryKey: ['list', id] }), [client, id]);
  const change = useCallback(
    (next: Readonly<Record<string, string | undefined>>) =>
      void navigate({
        to: '.',
        replace: true,
        search: (before: FilterValues) =>
          Object.fromEntries(
            Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined && value !== ''),
          ),
      } as never),
    [navigate],
  );
  const pages = query.data?.pages ?? [];
  const rows = useMemo(() => pages.flatMap(({ items }) => items), [pages]);
  return { values, sort, asked, query, rows, total: pages[0]?.total, change, refresh };
}

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
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
      load({ ...asked, limit: pageSize, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
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
  const isWhole = pages.length > 0 && pages.at(-1)?.nextCursor === null;
  // Counting takes longer than finding a page of very many: nobody waits for it to see the rows, and who goes on at once
  // asks for none.
  const isThere = pages.length > 0 && !query.isPlaceholderData;
  const stands = useStands(isThere ? JSON.stringify(queryKey) : undefined);
  const counted = useQuery({
    queryKey: [...queryKey, 'count'],
    queryFn: async ({ signal }) => (await load({ ...asked, limit: 1, count: true }, signal)).total ?? null,
    enabled: stands && !isWhole,
    staleTime: Infinity,
    refetchOnReconnect: false,
    gcTime: 60_000,
  });
  const total = isWhole ? { value: rows.length, relation: 'exact' as const } : (counted.data ?? undefined);
  return { values, sort, asked, query, rows, total, change, refresh };
}

const standsAfterMs = 400;

/** Whether it has been there, and the same, for a while. */
function useStands(value: string | undefined): boolean {
  const [stood, setStood] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setStood(value), standsAfterMs);
    return () => clearTimeout(timer);
  }, [value]);
  return value !== undefined && stood === value;
}

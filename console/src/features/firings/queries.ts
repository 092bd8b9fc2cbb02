import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { ApiError } from '../../shared/api/problem';
import type { Schema } from '../../shared/api/types';
import type { ListQuery } from '../../shared/list/list-types';

export type Firing = Schema<'Firing'>;
export type FiringRow = Schema<'FiringRow'>;
export type FiringTrigger = Schema<'FiringTrigger'>;
export type FiringAction = Schema<'FiringAction'>;
export type DryRun = Schema<'DryRun'>;

/** How long a replay may take until it can be read. */
const replayTries = 60;

/** @param isAwaited it was asked for a moment ago, and is there as soon as it is decided */
export function firingQuery(firingId: string, isAwaited: boolean) {
  return queryOptions({
    queryKey: ['firing', firingId],
    meta: { topic: 'firings', id: firingId },
    queryFn: ({ signal }): Promise<Firing> =>
      dataOf(api.GET('/api/v1/event-history/{firingId}', { params: { path: { firingId } }, signal })),
    // What runs is looked at again, also where the stream of news does not come through.
    refetchInterval: ({ state: { data } }) => (data?.status === 'running' ? 3000 : false),
    ...(isAwaited
      ? {
          retry: (count: number, error: Error) =>
            error instanceof ApiError && error.status === 404 && count < replayTries,
          retryDelay: 1000,
        }
      : {}),
  });
}

/** How many firings each stretch of a time has; the chart above the list. */
export function timelineQuery(query: ListQuery) {
  return queryOptions({
    queryKey: ['firings', 'timeline', query],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/event-history/timeline', { params: { query }, signal })),
    staleTime: 60_000,
  });
}

/** What came of the objects of each event in a time. */
export function summaryQuery(query: ListQuery) {
  return queryOptions({
    queryKey: ['firings', 'summary', query],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/event-history/summary', { params: { query }, signal })),
    staleTime: 60_000,
  });
}

export function triggerQuery(uuid: string) {
  return queryOptions({
    queryKey: ['trigger', uuid],
    meta: { topic: 'triggers', id: uuid },
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/triggers/{uuid}', { params: { path: { uuid } }, signal })),
  });
}

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import { isOver } from './words';

export type ScriptRun = Schema<'ScriptRun'>;
export type ScriptRunDetail = Schema<'ScriptRunDetail'>;

export const loadRuns = (query: ListQuery, signal: AbortSignal): Promise<ListPage<ScriptRun>> =>
  dataOf(api.GET('/api/v1/script-runs', { params: { query }, signal }));

export function runQuery(uuid: string) {
  return queryOptions({
    queryKey: ['script-run', uuid],
    meta: { topic: 'script-runs', id: uuid },
    queryFn: ({ signal }): Promise<ScriptRunDetail> =>
      dataOf(api.GET('/api/v1/script-runs/{uuid}', { params: { path: { uuid } }, signal })),
    // What is under way is looked at again, also where the stream of news does not come through.
    refetchInterval: ({ state: { data } }) => (data !== undefined && !isOver(data.status) ? 3000 : false),
  });
}

export const cancelRun = (uuid: string): Promise<ScriptRunDetail> =>
  dataOf(api.POST('/api/v1/script-runs/{uuid}/cancel', { params: { path: { uuid } } }));

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { JsonSchema } from '../../shared/forms/json-schema';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import { isOver } from './words';

export type Discovery = Schema<'Discovery'>;
export type DiscoveryRun = Schema<'DiscoveryRun'>;
export type DiscoveryRow = Schema<'DiscoveryRow'>;
export type DiscoveryGap = Schema<'DiscoveryGap'>;
export type DiscoveryRequest = Schema<'DiscoveryRequest'>;
export type DiscoveryPreview = Schema<'DiscoveryPreview'>;
export type Kind = Omit<Schema<'DiscoverySourceKind'>, 'attributes'> & { readonly attributes: JsonSchema };

const path = (uuid: string) => ({ path: { uuid } });

export function loadDiscoveries(query: ListQuery, signal: AbortSignal): Promise<ListPage<Discovery>> {
  return dataOf(api.GET('/api/v1/discoveries', { params: { query }, signal }));
}

export const kindsQuery = queryOptions({
  queryKey: ['discoveries', 'kinds'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<readonly Kind[]> =>
    (await dataOf(api.GET('/api/v1/discoveries/kinds', { signal }))).items as readonly Kind[],
});

export function discoveryQuery(uuid: string) {
  return queryOptions({
    queryKey: ['discovery', uuid],
    meta: { topic: 'discoveries', id: uuid },
    queryFn: ({ signal }): Promise<Discovery> =>
      dataOf(api.GET('/api/v1/discoveries/{uuid}', { params: path(uuid), signal })),
  });
}

/** The latest runs; looked at again while one is under way. */
export function runsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['discovery', uuid, 'runs'],
    meta: { topic: 'discoveries', id: uuid },
    queryFn: ({ signal }): Promise<readonly DiscoveryRun[]> =>
      dataOf(
        api.GET('/api/v1/discoveries/{uuid}/runs', { params: { ...path(uuid), query: { limit: 50 } }, signal }),
      ).then(({ items }) => items),
    refetchInterval: ({ state: { data } }) => (data?.some((run) => !isOver(run)) === true ? 1500 : false),
  });
}

export function startRun(uuid: string, key: string): Promise<DiscoveryRun> {
  return dataOf(
    api.POST('/api/v1/discoveries/{uuid}/runs', { params: { ...path(uuid), header: { 'Idempotency-Key': key } } }),
  );
}

export function cancelRun(uuid: string, number: number): Promise<DiscoveryRun> {
  return dataOf(api.POST('/api/v1/discoveries/{uuid}/runs/{number}/cancel', { params: { path: { uuid, number } } }));
}

export function completeRun(uuid: string, number: number): Promise<DiscoveryRun> {
  return dataOf(api.POST('/api/v1/discoveries/{uuid}/runs/{number}/complete', { params: { path: { uuid, number } } }));
}

export function loadRows(uuid: string) {
  return (query: ListQuery, signal: AbortSignal): Promise<ListPage<DiscoveryRow>> =>
    dataOf(api.GET('/api/v1/discoveries/{uuid}/rows', { params: { ...path(uuid), query }, signal }));
}

export function loadGaps(uuid: string) {
  return (query: ListQuery, signal: AbortSignal): Promise<ListPage<DiscoveryGap>> =>
    dataOf(api.GET('/api/v1/discoveries/{uuid}/gaps', { params: { ...path(uuid), query }, signal }));
}

export function preview(body: Pick<DiscoveryRequest, 'kind' | 'attributes'>): Promise<DiscoveryPreview> {
  return dataOf(api.POST('/api/v1/discoveries/preview', { body }));
}

export function create(body: DiscoveryRequest): Promise<Discovery> {
  return dataOf(api.POST('/api/v1/discoveries', { body }));
}

export function update(uuid: string, body: DiscoveryRequest, etag: string): Promise<Discovery> {
  return dataOf(
    api.PUT('/api/v1/discoveries/{uuid}', { params: { ...path(uuid), header: { 'If-Match': etag } }, body }),
  );
}

export async function remove({ uuid, revision }: Pick<Discovery, 'uuid' | 'revision'>): Promise<void> {
  await api.DELETE('/api/v1/discoveries/{uuid}', {
    params: { ...path(uuid), header: { 'If-Match': `"${revision}"` } },
  });
}

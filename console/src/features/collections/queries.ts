import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { components, Writable } from '../../shared/api/schema';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Collection = Schema<'Collection'>;
export type CollectionDetail = Schema<'CollectionDetail'>;
export type CollectionBody = Writable<components['schemas']['CollectionRequest']>;
export type CollectionChange = Schema<'CollectionChange'>;

export function loadCollections(query: ListQuery, signal: AbortSignal): Promise<ListPage<Collection>> {
  return dataOf(api.GET('/api/v1/collections', { params: { query: query }, signal }));
}

export async function loadCollection(uuid: string, signal: AbortSignal): Promise<Loaded<CollectionDetail>> {
  const { data, response } = await api.GET('/api/v1/collections/{uuid}', { params: { path: { uuid } }, signal });
  return { value: data as CollectionDetail, etag: response.headers.get('ETag') };
}

export function collectionQuery(uuid: string) {
  return queryOptions({
    queryKey: ['collections', uuid],
    meta: { topic: 'collections', id: uuid },
    queryFn: ({ signal }) => loadCollection(uuid, signal),
  });
}

/** What an editor holds of a collection. */
export function bodyOf(collection: Collection): CollectionBody {
  const { name, description, query, favorite, showOnDashboard, track, fireOnQueryChange } = collection;
  return {
    name,
    description,
    query: query ?? null,
    favorite,
    showOnDashboard,
    track,
    fireOnQueryChange,
  };
}

export function saveCollection(uuid: string | undefined, body: CollectionBody, etag: string | null) {
  if (uuid === undefined) return dataOf(api.POST('/api/v1/collections', { body }));
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '*' } };
  return dataOf(api.PUT('/api/v1/collections/{uuid}', { params, body }));
}

export async function deleteCollection(uuid: string, etag: string | null): Promise<void> {
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '*' } };
  await api.DELETE('/api/v1/collections/{uuid}', { params });
}

export function previewQuery(query: unknown) {
  return queryOptions({
    queryKey: ['collections', 'preview', query],
    retry: false,
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      dataOf(api.POST('/api/v1/collections/preview', { body: { query: query as null }, signal })),
  });
}

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Connection = Schema<'Connection'>;
export type ConnectionDetail = Schema<'ConnectionDetail'>;
export type ConnectionDraft = Schema<'ConnectionRequest'> & Record<string, unknown>;

export const loadConnections = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Connection>> =>
  dataOf(api.GET('/api/v1/connections', { params: { query }, signal }));

export function connectionQuery(uuid: string) {
  return queryOptions({
    queryKey: ['connection', uuid],
    meta: { topic: 'connections', id: uuid },
    queryFn: ({ signal }): Promise<ConnectionDetail> =>
      dataOf(api.GET('/api/v1/connections/{uuid}', { params: { path: { uuid } }, signal })),
  });
}

export async function loadDraft(uuid: string, signal: AbortSignal): Promise<Loaded<ConnectionDraft>> {
  const { data, response } = await api.GET('/api/v1/connections/{uuid}', { params: { path: { uuid } }, signal });
  const { name, description, baseUrl, auth, secretRef, signingSecretRef, tls, allowedContexts } = data!;
  const value = { name, description, baseUrl, auth, secretRef, signingSecretRef, tls, allowedContexts };
  return { value, etag: response.headers.get('ETag') };
}

export function saveDraft(
  uuid: string | undefined,
  body: ConnectionDraft,
  etag: string | null,
): Promise<ConnectionDetail> {
  if (uuid === undefined) return dataOf(api.POST('/api/v1/connections', { body }));
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '' } };
  return dataOf(api.PUT('/api/v1/connections/{uuid}', { params, body }));
}

export async function deleteConnection({ uuid, revision }: Connection): Promise<void> {
  const params = { path: { uuid }, header: { 'If-Match': `"${revision}"` } };
  await api.DELETE('/api/v1/connections/{uuid}', { params });
}

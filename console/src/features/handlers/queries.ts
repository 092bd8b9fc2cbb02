import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Handler = Schema<'RegisteredHandler'>;

export const loadHandlers = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Handler>> =>
  dataOf(api.GET('/api/v1/handlers', { params: { query }, signal }));

export function handlerQuery(name: string) {
  return queryOptions({
    queryKey: ['handler', name],
    meta: { topic: 'handlers' },
    queryFn: ({ signal }): Promise<Handler> =>
      dataOf(api.GET('/api/v1/handlers/{name}', { params: { path: { name } }, signal })),
  });
}

/** Registers a module, or one that has changed anew. */
export const registerModule = (module: string): Promise<Handler> =>
  dataOf(api.POST('/api/v1/handlers', { body: { module } }) as Promise<{ data?: Handler }>);

export function enableHandler({ name, revision }: Handler, enabled: boolean): Promise<Handler> {
  const params = { path: { name }, header: { 'If-Match': `"${revision}"` } };
  return dataOf(api.PATCH('/api/v1/handlers/{name}', { params, body: { enabled } }) as Promise<{ data?: Handler }>);
}

export async function deleteHandler({ name, revision }: Handler): Promise<void> {
  const params = { path: { name }, header: { 'If-Match': `"${revision}"` } };
  await api.DELETE('/api/v1/handlers/{name}', { params });
}

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Secret = Schema<'Secret'>;

/** Its name stands in the path, everything else in the body. */
export interface SecretDraft extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly description: string;
  readonly contexts: Secret['contexts'];
  /** Left out: the stored one stays. */
  readonly secret?: string;
}

export const loadSecrets = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Secret>> =>
  dataOf(api.GET('/api/v1/secrets', { params: { query }, signal }));

export function secretQuery(name: string) {
  return queryOptions({
    queryKey: ['secret', name],
    meta: { topic: 'secrets' },
    queryFn: ({ signal }): Promise<Secret> =>
      dataOf(api.GET('/api/v1/secrets/{name}', { params: { path: { name } }, signal })),
  });
}

export async function loadDraft(name: string, signal: AbortSignal): Promise<Loaded<SecretDraft>> {
  const { data, response } = await api.GET('/api/v1/secrets/{name}', { params: { path: { name } }, signal });
  const { description, contexts } = data!;
  return { value: { name, description, contexts }, etag: response.headers.get('ETag') };
}

/** A new one says that there is none yet, so that it replaces nobody else's. */
export function saveDraft({ name, ...body }: SecretDraft, etag: string | null): Promise<Secret> {
  const params = { path: { name }, header: { 'If-Match': etag ?? '"0"' } };
  return dataOf(api.PUT('/api/v1/secrets/{name}', { params, body }));
}

export async function deleteSecret({ name, revision }: Secret): Promise<void> {
  const params = { path: { name }, header: { 'If-Match': `"${revision}"` } };
  await api.DELETE('/api/v1/secrets/{name}', { params });
}

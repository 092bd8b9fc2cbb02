import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type SshKey = Schema<'SshKey'>;
export type SshKeyDraft = Schema<'SshKeyRequest'> & Record<string, unknown>;

export const loadSshKeys = (query: ListQuery, signal: AbortSignal): Promise<ListPage<SshKey>> =>
  dataOf(api.GET('/api/v1/ssh-keys', { params: { query }, signal }));

export function sshKeyQuery(uuid: string) {
  return queryOptions({
    queryKey: ['ssh-key', uuid],
    meta: { topic: 'ssh-keys', id: uuid },
    queryFn: ({ signal }): Promise<SshKey> =>
      dataOf(api.GET('/api/v1/ssh-keys/{uuid}', { params: { path: { uuid } }, signal })),
  });
}

export async function loadDraft(uuid: string, signal: AbortSignal): Promise<Loaded<SshKeyDraft>> {
  const { data, response } = await api.GET('/api/v1/ssh-keys/{uuid}', { params: { path: { uuid } }, signal });
  const { uuid: _u, revision: _r, rotationDueAt: _d, ...value } = data!;
  return { value, etag: response.headers.get('ETag') };
}

export function saveDraft(uuid: string | undefined, draft: SshKeyDraft, etag: string | null): Promise<SshKey> {
  const body = toSave(draft);
  if (uuid === undefined) return dataOf(api.POST('/api/v1/ssh-keys', { body }));
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '' } };
  return dataOf(api.PUT('/api/v1/ssh-keys/{uuid}', { params, body }));
}

/** With the public part given, what that says is left out. */
export function toSave(draft: SshKeyDraft): SshKeyDraft {
  if (draft.publicKey === undefined) return draft;
  const { fingerprint: _f, keyType: _t, keyLength: _l, comment: _c, ...others } = draft;
  return others;
}

export async function deleteSshKey({ uuid, revision }: SshKey): Promise<void> {
  const params = { path: { uuid }, header: { 'If-Match': `"${revision}"` } };
  await api.DELETE('/api/v1/ssh-keys/{uuid}', { params });
}

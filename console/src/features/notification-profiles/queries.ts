import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Members } from '../../shared/forms/merge';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import { draftOf } from './draft';

export type Profile = Schema<'NotificationProfile'>;
export type ProfileVersion = Schema<'NotificationProfileVersion'>;
export type EventCode = Schema<'NotificationPreviewRequest'>['event'];
export type ChannelName = Schema<'PreviewedNotice'>['channel'];
export type Preview = Schema<'NotificationPreview'>;
export type TestRequest = Schema<'NotificationTestRequest'>;
export type ComingNotice = Schema<'ExpiringCertificate'>;

export function loadProfiles(query: ListQuery, signal: AbortSignal): Promise<ListPage<Profile>> {
  return dataOf(api.GET('/api/v1/notification-profiles', { params: { query }, signal }));
}

const at = (uuid: string) => ({ path: { uuid } });

export function profileQuery(uuid: string) {
  return queryOptions({
    queryKey: ['notification-profile', uuid],
    meta: { topic: 'notification-profiles', id: uuid },
    queryFn: ({ signal }): Promise<Profile> =>
      dataOf(api.GET('/api/v1/notification-profiles/{uuid}', { params: at(uuid), signal })),
  });
}

export async function loadDraft(uuid: string, signal: AbortSignal): Promise<Loaded<Members>> {
  const { data, response } = await api.GET('/api/v1/notification-profiles/{uuid}', { params: at(uuid), signal });
  return { value: draftOf(data as Profile), etag: response.headers.get('ETag') };
}

/** Faults of the draft come back from the API, by their pointers: its form is made of the API's own schema. */
export function saveProfile(uuid: string | undefined, draft: Members, etag: string | null): Promise<Profile> {
  const body = draft as never;
  if (uuid === undefined) return dataOf(api.POST('/api/v1/notification-profiles', { body }));
  const params = { ...at(uuid), header: { 'If-Match': etag ?? '"0"' } };
  return dataOf(api.PUT('/api/v1/notification-profiles/{uuid}', { params, body }));
}

export function deleteProfile({ uuid, revision }: Profile): Promise<unknown> {
  const params = { ...at(uuid), header: { 'If-Match': `"${revision}"` } };
  return dataOf(api.DELETE('/api/v1/notification-profiles/{uuid}', { params }));
}

export interface Previewed {
  readonly draft: Members;
  readonly event: EventCode;
  readonly certificateUuid: string | undefined;
  readonly step: string | undefined;
}

/** How the draft reads in each of its channels. */
export function previewQuery({ draft, event, certificateUuid, step }: Previewed) {
  const channels = channelsOf(draft);
  const members = { include: draft['include'], mode: draft['mode'], templates: draft['templates'] };
  const given = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  const body = {
    draft: { channels, ...given },
    event,
    ...(certificateUuid === undefined ? {} : { certificateUuid }),
    ...(step === undefined ? {} : { step }),
  };
  return queryOptions({
    queryKey: ['notification-preview', body],
    enabled: channels.length > 0,
    queryFn: ({ signal }): Promise<Preview> =>
      dataOf(api.POST('/api/v1/notification-profiles/preview', { body: body as never, signal })),
    placeholderData: (before) => before,
    retry: false,
  });
}

export function channelsOf(draft: Members): readonly ChannelName[] {
  const channels = (draft['channels'] ?? []) as readonly { readonly type?: ChannelName }[];
  return [...new Set(channels.flatMap(({ type }) => (type === undefined ? [] : [type])))];
}

export function sendTest(uuid: string, body: TestRequest): Promise<Schema<'NotificationTest'>> {
  return dataOf(api.POST('/api/v1/notification-profiles/{uuid}/test', { params: at(uuid), body }));
}

export function versionsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['notification-profile', uuid, 'versions'],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/notification-profiles/{uuid}/versions', {
          params: { ...at(uuid), query: { limit: 100 } },
          signal,
        }),
      ),
  });
}

/** The certificates that end first, with their next notices: what any profile tells next is among them. */
export const comingQuery = queryOptions({
  queryKey: ['expiring', 'coming'],
  meta: { topic: 'expiring' },
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<readonly ComingNotice[]> =>
    (await dataOf(api.GET('/api/v1/expiring', { params: { query: { limit: 200 } }, signal }))).items,
});

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import { ApiError } from '../../shared/api/problem';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';

export type CatalogueEvent = Schema<'Event'>;
export type EventCode = Schema<'NotificationPreviewRequest'>['event'];
export type TriggerSet = Schema<'TriggerSet'>;
export type EventSettings = Schema<'EventSettings'>;
export type Effective = Schema<'EffectiveTriggers'>;

/** Objects that may have a set of their own. */
export type PlaceResource = 'groups' | 'raProfiles' | 'discoveries';

/** Where a set hangs: the platform, or one object. */
export interface Place {
  readonly resource: string;
  readonly objectUuid: string | null;
}

/** A trigger in a set that is being edited. */
export interface Entry {
  readonly uuid: string;
  readonly name: string | null;
  readonly configuredBy?: string | undefined;
}

export type SetDraft = {
  readonly ignore: readonly Entry[];
  readonly actions: readonly Entry[];
};

export const eventsQuery = queryOptions({
  queryKey: ['events'],
  queryFn: async ({ signal }): Promise<readonly CatalogueEvent[]> =>
    (await dataOf(api.GET('/api/v1/events', { signal }))).items,
  staleTime: Infinity,
});

const mostPages = 25;

/** All sets that somebody has written; of thousands of them the first 5,000. */
export const setsQuery = queryOptions({
  queryKey: ['trigger-sets', 'all'],
  meta: { topic: 'trigger-sets' },
  async queryFn({ signal }): Promise<readonly TriggerSet[]> {
    const sets: TriggerSet[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const query: { limit: number; cursor?: string } = { limit: 200, ...(cursor === null ? {} : { cursor }) };
      const page: Schema<'TriggerSetPage'> = await dataOf(
        api.GET('/api/v1/trigger-sets', { params: { query }, signal }),
      );
      sets.push(...page.items);
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== null && pages < mostPages);
    return sets;
  },
});

export function settingsQuery(code: EventCode) {
  return queryOptions({
    queryKey: ['events', code, 'settings'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/events/{code}/settings', { params: { path: { code } }, signal })),
  });
}

export type SettingsDraft = Omit<EventSettings, 'event' | 'revision'>;

export async function loadSettings(code: EventCode, signal: AbortSignal): Promise<Loaded<SettingsDraft>> {
  const { data, response } = await api.GET('/api/v1/events/{code}/settings', { params: { path: { code } }, signal });
  const { event: _event, revision: _revision, ...value } = data as EventSettings;
  return { value, etag: response.headers.get('ETag') };
}

export function saveSettings(code: EventCode, body: SettingsDraft, etag: string | null) {
  const params = { path: { code }, header: { 'If-Match': etag ?? '"0"' } };
  return dataOf(api.PUT('/api/v1/events/{code}/settings', { params, body }));
}

/** The set of a place; empty, and without a revision, where there is none yet. */
export async function loadSet(event: EventCode, place: Place, signal: AbortSignal): Promise<Loaded<SetDraft>> {
  try {
    const { data, response } = await readSet(event, place, signal);
    return { value: draftOf(data as TriggerSet), etag: response.headers.get('ETag') };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404 && place.objectUuid !== null) {
      return { value: { ignore: [], actions: [] }, etag: null };
    }
    throw error;
  }
}

function readSet(event: EventCode, place: Place, signal: AbortSignal) {
  if (place.objectUuid === null) {
    return api.GET('/api/v1/trigger-sets/{event}', { params: { path: { event } }, signal });
  }
  const path = objectPath(event, place);
  return api.GET('/api/v1/trigger-sets/{event}/{resource}/{uuid}', { params: { path }, signal });
}

export function saveSet(event: EventCode, place: Place, draft: SetDraft, etag: string | null): Promise<unknown> {
  const uuids = (entries: readonly Entry[]) => entries.map(({ uuid }) => uuid);
  const body = { ignore: uuids(draft.ignore), actions: uuids(draft.actions) };
  const header = etag === null ? {} : { header: { 'If-Match': etag } };
  if (place.objectUuid === null) {
    return dataOf(api.PUT('/api/v1/trigger-sets/{event}', { params: { path: { event }, ...header }, body }));
  }
  const path = objectPath(event, place);
  return dataOf(api.PUT('/api/v1/trigger-sets/{event}/{resource}/{uuid}', { params: { path, ...header }, body }));
}

/** The levels behind it apply again. */
export function deleteSet(event: EventCode, place: Place, etag: string): Promise<unknown> {
  const header = { 'If-Match': etag };
  if (place.objectUuid === null) {
    return dataOf(api.DELETE('/api/v1/trigger-sets/{event}', { params: { path: { event }, header } }));
  }
  const path = objectPath(event, place);
  return dataOf(api.DELETE('/api/v1/trigger-sets/{event}/{resource}/{uuid}', { params: { path, header } }));
}

function objectPath(event: EventCode, { resource, objectUuid }: Place) {
  return { event, resource: resource as PlaceResource, uuid: objectUuid ?? '' };
}

function draftOf({ ignore, actions }: TriggerSet): SetDraft {
  const entries = (list: TriggerSet['ignore']): readonly Entry[] =>
    list.map(({ trigger, name, configuredByName }) => ({
      uuid: trigger,
      name,
      configuredBy: configuredByName ?? undefined,
    }));
  return { ignore: entries(ignore), actions: entries(actions) };
}

/** Of which object the effective triggers are asked: one there is, or one that would have these. */
export interface EffectiveOf {
  readonly objectUuid?: string;
  readonly group?: string[];
  readonly raProfile?: string;
}

export function effectiveQuery(event: EventCode, query: EffectiveOf) {
  return queryOptions({
    queryKey: ['trigger-sets', 'effective', event, query],
    meta: { topic: 'trigger-sets' },
    queryFn: ({ signal }): Promise<Effective> =>
      dataOf(api.GET('/api/v1/trigger-sets/{event}/effective', { params: { path: { event }, query }, signal })),
  });
}

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { components, Writable } from '../../shared/api/schema';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Trigger = Schema<'Trigger'>;
export type SavedTrigger = Schema<'SavedTrigger'>;
export type TriggerVersion = Schema<'TriggerVersion'>;
export type TriggerBody = Writable<components['schemas']['TriggerRequest']>;
export type Statistics = Schema<'TriggerStatistics'>;
/** A trigger with its numbers, where the person may see them. */
export type TriggerRow = Trigger & { readonly statistics: Statistics | undefined };

/** A page of triggers, with how often each matched and failed. */
export async function loadTriggers(
  query: ListQuery,
  signal: AbortSignal,
  hasNumbers: boolean,
): Promise<ListPage<TriggerRow>> {
  const page = await dataOf(api.GET('/api/v1/triggers', { params: { query }, signal }));
  const numbers = hasNumbers
    ? await statisticsOf(
        page.items.map(({ uuid }) => uuid),
        signal,
      )
    : new Map<string, Statistics>();
  return { ...page, items: page.items.map((trigger) => ({ ...trigger, statistics: numbers.get(trigger.uuid) })) };
}

async function statisticsOf(
  triggers: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Statistics>> {
  if (triggers.length === 0) return new Map();
  const body = { triggers: [...triggers] };
  const { items } = await dataOf(api.POST('/api/v1/triggers/statistics', { body, signal }));
  return new Map(items.map((one) => [one.trigger, one]));
}

export function statisticsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['triggers', uuid, 'statistics'],
    meta: { topic: 'firings' },
    queryFn: async ({ signal }) => (await statisticsOf([uuid], signal)).get(uuid),
  });
}

/** A trigger as it is edited, with the revision that a change of it names. */
export async function loadTrigger(uuid: string, signal: AbortSignal): Promise<Loaded<SavedTrigger>> {
  const { data, response } = await api.GET('/api/v1/triggers/{uuid}', { params: { path: { uuid } }, signal });
  return { value: data as SavedTrigger, etag: response.headers.get('ETag') };
}

export function triggerQuery(uuid: string) {
  return queryOptions({
    queryKey: ['triggers', uuid],
    meta: { topic: 'triggers', id: uuid },
    queryFn: ({ signal }) => loadTrigger(uuid, signal),
  });
}

export function versionsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['triggers', uuid, 'versions'],
    meta: { topic: 'triggers', id: uuid },
    queryFn: async ({ signal }) => {
      const params = { path: { uuid }, query: { limit: 100 } };
      return dataOf(api.GET('/api/v1/triggers/{uuid}/versions', { params, signal }));
    },
  });
}

export async function saveTrigger(
  uuid: string | undefined,
  body: TriggerBody,
  etag: string | null,
): Promise<SavedTrigger> {
  if (uuid === undefined) return dataOf(api.POST('/api/v1/triggers', { body }));
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '*' } };
  return dataOf(api.PUT('/api/v1/triggers/{uuid}', { params, body }));
}

export async function deleteTrigger(uuid: string, etag: string | null): Promise<void> {
  const params = { path: { uuid }, header: { 'If-Match': etag ?? '*' } };
  await api.DELETE('/api/v1/triggers/{uuid}', { params });
}

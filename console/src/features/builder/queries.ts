import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import { flowOf, type Definition, type Flow } from './model/flow';

export type DefinitionSummary = Schema<'DefinitionSummary'>;
export type Statistics = Schema<'InstanceStatistics'>;
export type Validation = Schema<'DefinitionValidation'>;
export type DefinitionTemplate = Schema<'DefinitionTemplate'>;

const path = (uuid: string) => ({ path: { uuid } });

export function loadDefinitions(query: ListQuery, signal: AbortSignal): Promise<ListPage<DefinitionSummary>> {
  return dataOf(api.GET('/api/v1/builder/definitions', { params: { query }, signal }));
}

/** A definition with its newest version, or the one that is named. */
export function definitionQuery(uuid: string, version?: number) {
  return queryOptions({
    queryKey: ['definition', uuid, ...(version === undefined ? [] : ['version', version])],
    ...(version === undefined ? { meta: { topic: 'definitions', id: uuid } } : { staleTime: Infinity }),
    queryFn: ({ signal }): Promise<Definition> =>
      dataOf(
        api.GET('/api/v1/builder/definitions/{uuid}', {
          params: { ...path(uuid), query: version === undefined ? {} : { version } },
          signal,
        }),
      ),
  });
}

export function validationQuery(uuid: string) {
  return queryOptions({
    queryKey: ['definition', uuid, 'validation'],
    meta: { topic: 'definitions', id: uuid },
    staleTime: 60_000,
    queryFn: ({ signal }): Promise<Validation> =>
      dataOf(api.POST('/api/v1/builder/definitions/{uuid}/validate', { params: path(uuid), signal })),
  });
}

/** What the API says of a definition as it is being drawn; nothing is stored. */
export function draftValidationQuery(uuid: string, flow: Flow) {
  return queryOptions({
    queryKey: ['definition', uuid, 'draft', flow],
    gcTime: 10_000,
    staleTime: 30_000,
    retry: false,
    queryFn: ({ signal }): Promise<Validation> =>
      dataOf(
        api.POST('/api/v1/builder/definitions/{uuid}/validate', {
          params: path(uuid),
          body: { draft: bodyOf(flow) },
          signal,
        }),
      ),
  });
}

export const stepKindsQuery = queryOptions({
  queryKey: ['builder', 'step-types'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/api/v1/builder/step-types', { signal }))).items,
});

export const flowTypesQuery = queryOptions({
  queryKey: ['builder', 'types'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/api/v1/builder/types', { signal }))).items,
});

export const templatesQuery = queryOptions({
  queryKey: ['builder', 'templates'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await dataOf(api.GET('/api/v1/builder/templates', { signal }))).items,
});

export function statisticsQuery(definitionUuid?: string) {
  return queryOptions({
    queryKey: ['builder', 'statistics', definitionUuid ?? 'all'],
    meta: { topic: 'instances' },
    staleTime: 60_000,
    queryFn: ({ signal }): Promise<Statistics> =>
      dataOf(
        api.GET('/api/v1/builder/statistics', {
          params: { query: definitionUuid === undefined ? {} : { definitionUuid } },
          signal,
        }),
      ),
  });
}

export function versionsQuery(uuid: string) {
  return queryOptions({
    queryKey: ['definition', uuid, 'versions'],
    meta: { topic: 'definitions', id: uuid },
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/builder/definitions/{uuid}/versions', {
          params: { ...path(uuid), query: { limit: 100 } },
          signal,
        }),
      ),
  });
}

/** A definition as the API takes it. */
export function bodyOf({ canvas, ...flow }: Flow): Schema<'DefinitionRequest'> {
  const body = { ...flow, canvas: { places: [...canvas.places], notes: [...canvas.notes] }, publish: false };
  return body as unknown as Schema<'DefinitionRequest'>;
}

export async function loadFlow(uuid: string, signal: AbortSignal): Promise<Loaded<Flow>> {
  const { data, response } = await api.GET('/api/v1/builder/definitions/{uuid}', { params: path(uuid), signal });
  return { value: flowOf(data as Definition), etag: response.headers.get('ETag') };
}

export function saveFlow(uuid: string, flow: Flow, etag: string | null): Promise<Definition> {
  return dataOf(
    api.PUT('/api/v1/builder/definitions/{uuid}', {
      params: { ...path(uuid), header: { 'If-Match': etag ?? '' } },
      body: bodyOf(flow),
    }),
  );
}

export function createDefinition(flow: Flow): Promise<Definition> {
  return dataOf(api.POST('/api/v1/builder/definitions', { body: bodyOf(flow) }));
}

const ifMatch = (revision: number) => ({ 'If-Match': `"${revision}"` });

export function publish(uuid: string, revision: number): Promise<Definition> {
  return dataOf(
    api.POST('/api/v1/builder/definitions/{uuid}/publish', { params: { ...path(uuid), header: ifMatch(revision) } }),
  );
}

export function unpublish(uuid: string, revision: number): Promise<Definition> {
  return dataOf(
    api.POST('/api/v1/builder/definitions/{uuid}/unpublish', { params: { ...path(uuid), header: ifMatch(revision) } }),
  );
}

export function removeDefinition(uuid: string, revision: number): Promise<unknown> {
  return dataOf(
    api.DELETE('/api/v1/builder/definitions/{uuid}', { params: { ...path(uuid), header: ifMatch(revision) } }),
  );
}

export function preview(uuid: string, body: Schema<'DefinitionPreviewRequest'>): Promise<Schema<'DefinitionPreview'>> {
  return dataOf(api.POST('/api/v1/builder/definitions/{uuid}/preview', { params: path(uuid), body }));
}

export function backfill(uuid: string, body: Schema<'BackfillRequest'>): Promise<Schema<'Backfill'>> {
  return dataOf(api.POST('/api/v1/builder/definitions/{uuid}/backfill', { params: path(uuid), body }));
}

import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { ListPage, ListQuery } from '../../shared/list/list-types';

export type Script = Schema<'Script'>;
export type ScriptDetail = Schema<'ScriptDetail'>;
export type ScriptVersion = Schema<'ScriptVersion'>;
export type LintFinding = Schema<'LintFinding'>;
export type ScriptTest = Schema<'ScriptTest'>;
export type Runtime = Schema<'ScriptRuntime'>;

export const loadScripts = (query: ListQuery, signal: AbortSignal): Promise<ListPage<Script>> =>
  dataOf(api.GET('/api/v1/scripts', { params: { query: { ...query, usage: true } }, signal }));

export function scriptQuery(name: string) {
  return queryOptions({
    queryKey: ['script', name],
    meta: { topic: 'scripts' },
    queryFn: ({ signal }): Promise<ScriptDetail> =>
      dataOf(api.GET('/api/v1/scripts/{name}', { params: { path: { name } }, signal })),
  });
}

/** A version with its text; none ever changes. */
export function versionQuery(name: string, version: number) {
  return queryOptions({
    queryKey: ['script', name, 'version', version],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/scripts/{name}/versions/{version}', { params: { path: { name, version } }, signal })),
  });
}

/** @param query with the name of the script beside what the API takes */
export function loadVersions({ of, ...query }: ListQuery, signal: AbortSignal): Promise<ListPage<ScriptVersion>> {
  const path = { name: String(of) };
  return dataOf(api.GET('/api/v1/scripts/{name}/versions', { params: { path, query }, signal }));
}

export function restoreVersion(name: string, version: number): Promise<ScriptDetail> {
  const path = { name, version };
  return dataOf(
    api.POST('/api/v1/scripts/{name}/versions/{version}/restore', {
      params: { path },
      body: { allowLintErrors: true },
    }),
  );
}

export async function deleteScript({ name, revision }: Pick<ScriptDetail, 'name' | 'revision'>): Promise<void> {
  const header = { 'If-Match': `"${revision}"` };
  await api.DELETE('/api/v1/scripts/{name}', { params: { path: { name }, header } });
}

export const lint = (body: Schema<'ScriptLintRequest'>, signal: AbortSignal) =>
  dataOf(api.POST('/api/v1/scripts/lint', { body, signal }));

export const testScript = (name: string, body: Schema<'ScriptTestRequest'>): Promise<ScriptTest> =>
  dataOf(api.POST('/api/v1/scripts/{name}/test', { params: { path: { name } }, body }));

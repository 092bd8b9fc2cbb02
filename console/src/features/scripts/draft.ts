import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Loaded } from '../../shared/forms/use-editor';
import type { Runtime, ScriptDetail } from './queries';
import { firstTexts } from './words';

/** A script as it is edited: all that is saved at once, with the text. */
export type ScriptDraft = Omit<Required<Schema<'NewScriptRequest'>>, 'allowLintErrors'> & Record<string, unknown>;

export function newDraft(runtime: Runtime): ScriptDraft {
  return {
    ...{ name: '', runtime, categories: ['handler'], description: '', parameters: [], secrets: [], connections: [] },
    ...{ limits: { timeoutSeconds: 120, memoryMiB: 512 }, lock: null, repeatable: false },
    ...{ content: firstTexts[runtime], strict: false, windows: false, reuse: false, comment: '' },
  };
}

/** The script with the text of its current version, or of an earlier one that is to be edited further. */
export async function loadDraft(
  name: string,
  version: number | undefined,
  signal: AbortSignal,
): Promise<Loaded<ScriptDraft>> {
  const { data: script, response } = await api.GET('/api/v1/scripts/{name}', { params: { path: { name } }, signal });
  const of = version ?? script!.currentVersion;
  const text = await dataOf(
    api.GET('/api/v1/scripts/{name}/versions/{version}', { params: { path: { name, version: of } }, signal }),
  );
  return { value: draftOf(script!, text.content), etag: response.headers.get('ETag') };
}

export function draftOf(script: ScriptDetail, content: string): ScriptDraft {
  const { name, runtime, categories, description, parameters, secrets, connections } = script;
  const { limits, lock, repeatable, strict, windows, reuse } = script;
  return {
    ...{ name, runtime, categories, description, parameters, secrets, connections, limits, lock, repeatable },
    ...{ content, strict, windows, reuse, comment: '' },
  };
}

/** Saves it, as a new script where it has no revision yet. */
export async function saveDraft(
  draft: ScriptDraft,
  etag: string | null,
  allowLintErrors: boolean,
): Promise<ScriptDetail> {
  const { name, ...rest } = draft;
  if (etag === null) return dataOf(api.POST('/api/v1/scripts', { body: { name, ...rest, allowLintErrors } }));
  const params = { path: { name }, header: { 'If-Match': etag } };
  return dataOf(api.PUT('/api/v1/scripts/{name}', { params, body: { ...rest, allowLintErrors } }));
}

import { api, dataOf } from '../../shared/api/client';
import { rawRequest } from '../../shared/api/raw';
import type { Report } from './report-words';

export interface ForeignFile {
  readonly name: string;
  readonly content: string;
}

/** What names there mean here, as the import takes it. */
export const maps = {
  roleMap: 'Role',
  templateMap: 'Template to RA profile',
  collectionMap: 'Collection',
  handlerMap: 'Handler',
  issuerMap: 'Issuer to CA certificate',
  secretMap: 'Secret to named secret',
  categoryMap: 'Category of scripts',
} as const;

export type MapName = keyof typeof maps;

export interface Answer {
  readonly map: MapName;
  readonly from: string;
  readonly to: string;
}

export interface ImportOptions {
  readonly onConflict: 'skip' | 'update' | 'rename';
  readonly pendingReminders: string;
  readonly answers: readonly Answer[];
}

/** Members of the request from what was filled in; answers that are not complete are left out. */
export function optionsBody({ onConflict, pendingReminders, answers }: ImportOptions) {
  const filled: Partial<Record<MapName, Record<string, string>>> = {};
  for (const { map, from, to } of answers) {
    if (from.trim() === '' || to.trim() === '') continue;
    filled[map] = { ...filled[map], [from.trim()]: to.trim() };
  }
  const reminders = Number(pendingReminders);
  return {
    onConflict,
    ...filled,
    ...(pendingReminders.trim() === '' || !Number.isInteger(reminders) ? {} : { pendingReminders: reminders }),
  };
}

export function importForeign(files: readonly ForeignFile[], options: ImportOptions, dryRun: boolean): Promise<Report> {
  return dataOf(
    api.POST('/api/v1/imports', {
      body: { files: files.map(({ name, content }) => ({ name, content })), dryRun, ...optionsBody(options) },
    }),
  );
}

/** Configuration as YAML: what would become of it, or what became of it. */
export async function applyYaml(text: string, dryRun: boolean): Promise<Report> {
  const answer = await rawRequest(`/api/v1/imports?dryRun=${dryRun}`, {
    method: 'POST',
    body: text,
    headers: { 'Content-Type': 'application/yaml' },
  });
  return (await answer.json()) as Report;
}

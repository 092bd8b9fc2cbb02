import type { ImportOptions } from '../../domain/imports/options';
import type { z } from '../http/schemas';
import { importFiles, type ImportDeps } from './import-files';
import { readFiles, type GivenFile } from './read-files';
import { reportOf } from './report';
import type { filesMembers } from './schemas';

type Given = { readonly [M in keyof typeof filesMembers]?: z.output<(typeof filesMembers)[M]> };

/** What is imported and how, with what is left out filled in. */
export function optionsOf(body: Given): ImportOptions {
  return {
    handlerMap: body.handlerMap ?? {},
    templateMap: body.templateMap ?? {},
    roleMap: body.roleMap ?? {},
    collectionMap: body.collectionMap ?? {},
    issuerMap: body.issuerMap ?? {},
    secretMap: body.secretMap ?? {},
    categoryMap: body.categoryMap ?? {},
    pendingReminders: body.pendingReminders ?? null,
    onConflict: body.onConflict ?? 'skip',
  };
}

/** Imports files of other products. Throws `validation_failed` for files that cannot be read. */
export async function replyToFiles(
  given: readonly GivenFile[],
  options: ImportOptions & { readonly dryRun: boolean },
  secrets: ReadonlyMap<string, string>,
  deps: ImportDeps,
) {
  const files = readFiles(given);
  const { items, planned, outcome } = await importFiles(files, options, secrets, deps);
  return { ...reportOf(items, files), planned, outcome };
}

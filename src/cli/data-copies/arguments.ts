import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { mongodbUri } from '../../config/values';
import { printable, UsageError } from '../usage-error';

/** Where an installation is: a database, or the folder of an embedded one. */
export type CopyPlace = { readonly uri: string } | { readonly folder: string };

export interface CopyInvocation {
  readonly command: 'copy-data';
  readonly from: CopyPlace;
  readonly to: CopyPlace;
  readonly prepare: boolean;
}

export interface ReopenInvocation {
  readonly command: 'reopen-data';
  readonly place: CopyPlace;
}

const text = { type: 'string' } as const;
const options = {
  from: text,
  to: text,
  'from-file': text,
  'to-file': text,
  reopen: text,
  'reopen-file': text,
  prepare: { type: 'boolean' },
} as const;

/** Options of `certloom copy-data`. Throws `UsageError`, which repeats no connection string. */
export function readCopy(args: readonly string[]): CopyInvocation | ReopenInvocation {
  const values = read(args);
  const reopened = placeOf(values, 'reopen');
  const [from, to] = [placeOf(values, 'from'), placeOf(values, 'to')];
  if (reopened !== undefined) {
    if (from ?? to ?? values.prepare) throw new UsageError('--reopen stands alone.');
    return { command: 'reopen-data', place: reopened };
  }
  if (from === undefined || to === undefined) {
    throw new UsageError('"copy-data" needs --from and --to: a MongoDB connection string, or the data folder.');
  }
  return { command: 'copy-data', from, to, prepare: values.prepare === true };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // The message may hold an argument, and that a password.
    const [option] = /(?<=')-{1,2}[a-z-]+/.exec((error as Error).message) ?? [];
    throw new UsageError(
      option === undefined
        ? '"copy-data" takes options and nothing else.'
        : `"copy-data" takes no ${printable(option)}, or not so: --from, --to, --from-file, --to-file, --prepare, --reopen.`,
    );
  }
}

function placeOf(values: ReturnType<typeof read>, name: 'from' | 'to' | 'reopen'): CopyPlace | undefined {
  const given = values[name];
  const file = values[`${name}-file`];
  if (given !== undefined && file !== undefined) throw new UsageError(`Give --${name} or --${name}-file.`);
  const place = (file === undefined ? given : contentOf(file, name))?.trim();
  if (place === undefined) return undefined;
  if (place === '') throw new UsageError(`--${name} is empty.`);
  if (place.startsWith('file:')) return { folder: folderOf(place, name) };
  if (!/^[a-z][a-z0-9+.-]+:/i.test(place)) return { folder: resolve(place) };
  const uri = mongodbUri.safeParse(place);
  if (!uri.success)
    throw new UsageError(`--${name}: ${uri.error.issues[0]?.message ?? 'not understood'}, or a folder.`);
  return { uri: uri.data };
}

function contentOf(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file of --${name}-file cannot be read.`);
  }
}

function folderOf(url: string, name: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new UsageError(`--${name} is no file URL of this machine, such as file:///var/lib/certloom.`);
  }
}

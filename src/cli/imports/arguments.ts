import { parseArgs } from 'node:util';
import { conflictRules, type ConflictRule } from '../../domain/imports/options';
import { printable, UsageError } from '../usage-error';

export interface ImportInvocation {
  readonly command: 'import';
  readonly files: readonly string[];
  /** False: a dry run. */
  readonly write: boolean;
  readonly onConflict: ConflictRule | null;
  /** A file with maps and other members of the request, as JSON. */
  readonly options: string | null;
}

const known = {
  file: { type: 'string', short: 'f', multiple: true },
  write: { type: 'boolean' },
  'on-conflict': { type: 'string' },
  options: { type: 'string' },
} as const;

/** Options of `certloom import`. Files may also stand behind the options. Throws `UsageError`. */
export function readImport(args: readonly string[]): ImportInvocation {
  const { values, positionals } = parsed(args);
  const files = [...(values.file ?? []), ...positionals];
  if (files.length === 0) throw new UsageError('"import" needs -f FILE, once for each export.');
  const given = values['on-conflict'];
  const onConflict = conflictRules.find((rule) => rule === given);
  if (given !== undefined && onConflict === undefined) {
    throw new UsageError(`--on-conflict is one of ${conflictRules.join(', ')}.`);
  }
  return {
    ...{ command: 'import', files, write: values.write === true },
    ...{ onConflict: onConflict ?? null, options: values.options ?? null },
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (error) {
    const [first = ''] = (error as Error).message.split(/(?<=\.) |\n/, 1);
    throw new UsageError(printable(first.slice(0, 60)));
  }
}

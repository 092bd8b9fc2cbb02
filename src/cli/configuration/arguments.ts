import { parseArgs } from 'node:util';
import { printable, UsageError } from '../usage-error';

export interface ExportInvocation {
  readonly command: 'export';
  readonly kinds: readonly string[];
  readonly names: readonly string[];
}

export interface ApplyInvocation {
  readonly command: 'apply';
  /** `-` is standard input. */
  readonly file: string;
  readonly dryRun: boolean;
  /** Kinds whose objects are deleted where no document has them. */
  readonly prune: readonly string[];
  /** Of what is deleted: `key=value`, all of them. */
  readonly labels: readonly string[];
  readonly replaceSecrets: boolean;
}

const many = { type: 'string', multiple: true } as const;
const exportOptions = { kinds: many, names: many } as const;
const applyOptions = {
  file: { type: 'string', short: 'f' },
  'dry-run': { type: 'boolean' },
  prune: many,
  label: many,
  'replace-secrets': { type: 'boolean' },
} as const;

/** Options of `certloom export`: lists with commas, or the option several times. Throws `UsageError`. */
export function readExport(args: readonly string[]): ExportInvocation {
  const { kinds, names } = read(() => parseArgs({ args: [...args], options: exportOptions }).values);
  // Names may hold commas.
  return { command: 'export', kinds: listOf(kinds), names: names ?? [] };
}

/** Options of `certloom apply`. Throws `UsageError`. */
export function readApply(args: readonly string[]): ApplyInvocation {
  const values = read(() => parseArgs({ args: [...args], options: applyOptions }).values);
  const { file, prune } = values;
  if (file === undefined || file === '') throw new UsageError('"apply" needs -f FILE, or -f - for standard input.');
  return {
    command: 'apply',
    file,
    dryRun: values['dry-run'] === true,
    prune: listOf(prune),
    labels: listOf(values.label),
    replaceSecrets: values['replace-secrets'] === true,
  };
}

function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const [first = ''] = (error as Error).message.split(/(?<=\.) |\n/, 1);
    throw new UsageError(printable(first.slice(0, 60)));
  }
}

function listOf(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');
}

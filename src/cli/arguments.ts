import { parseArgs } from 'node:util';
import { readApply, readExport, type ApplyInvocation, type ExportInvocation } from './configuration/arguments';
import { readCopy, type CopyInvocation, type ReopenInvocation } from './data-copies/arguments';
import { readImport, type ImportInvocation } from './imports/arguments';
import { readOrigins, type OriginsInvocation } from './imports/origins-arguments';
import { securityContexts, type SecurityContext } from '../domain/scripts/runtime';
import { printable, UsageError } from './usage-error';

export { UsageError } from './usage-error';

export const commandNames = [
  'start',
  'demo',
  'config',
  'export',
  'apply',
  'copy-data',
  'import',
  'origins',
  'context-key',
  'payload-key',
  'sign-in',
  'help',
  'version',
] as const;
export type CommandName = (typeof commandNames)[number];

/** What the command line asks for. */
export type Invocation =
  | { readonly command: 'start' | 'payload-key' | 'sign-in' | 'help' | 'version' }
  | { readonly command: 'context-key'; readonly context: SecurityContext }
  | { readonly command: 'demo'; readonly once: boolean }
  | { readonly command: 'config'; readonly table: boolean }
  | ExportInvocation
  | ApplyInvocation
  | CopyInvocation
  | ReopenInvocation
  | ImportInvocation
  | OriginsInvocation;

const optionsOf = {
  start: {},
  demo: { once: { type: 'boolean' } },
  config: { table: { type: 'boolean' } },
  'payload-key': {},
  'sign-in': {},
  help: {},
  version: {},
} as const satisfies Record<
  Exclude<CommandName, 'export' | 'apply' | 'copy-data' | 'import' | 'origins' | 'context-key'>,
  Record<string, { type: 'boolean' }>
>;

/**
 * Reads the arguments behind the program's name: one command and its options. No argument, `--help` and `-h` mean
 * `help`; `--version` means `version`. Throws `UsageError`.
 */
export function readArguments(argv: readonly string[]): Invocation {
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h')) return { command: 'help' };
  const [name, ...rest] = argv;
  if (name === '--version') return { command: 'version' };
  const command = commandNames.find((known) => known === name);
  if (command === undefined) {
    throw new UsageError(`There is no command "${printable(name ?? '')}"; there are ${commandNames.join(', ')}.`);
  }
  if (command === 'export') return readExport(rest);
  if (command === 'apply') return readApply(rest);
  if (command === 'copy-data') return readCopy(rest);
  if (command === 'import') return readImport(rest);
  if (command === 'origins') return readOrigins(rest);
  if (command === 'context-key') return { command, context: readContext(rest) };
  const given = readOptions(command, rest);
  if (command === 'demo') return { command, once: given.has('once') };
  if (command === 'config') return { command, table: given.has('table') };
  return { command };
}

function readContext(args: readonly string[]): SecurityContext {
  const context = securityContexts.find((known) => known === args[0]);
  if (context !== undefined && args.length === 1) return context;
  throw new UsageError(`"context-key" takes one of ${securityContexts.join(', ')}, and nothing else.`);
}

function readOptions(command: keyof typeof optionsOf, args: readonly string[]): ReadonlySet<string> {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: optionsOf[command],
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const known = Object.keys(optionsOf[command]);
  const foreign = Object.keys(values).find((option) => !known.includes(option));
  if (foreign !== undefined) {
    const offer = known.length === 0 ? 'takes no options' : `takes ${known.map((option) => `--${option}`).join(', ')}`;
    throw new UsageError(`"${command}" ${offer}; "${printable(foreign)}" is none of them.`);
  }
  const withValue = tokens.find((token) => token.kind === 'option' && token.value !== undefined);
  if (withValue?.kind === 'option') throw new UsageError(`--${withValue.name} takes no value.`);
  if (positionals.length > 0) throw new UsageError(`"${command}" takes no "${printable(positionals[0] ?? '')}".`);
  return new Set(Object.keys(values));
}

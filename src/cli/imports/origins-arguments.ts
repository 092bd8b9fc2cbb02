import { parseArgs } from 'node:util';
import { printable, UsageError } from '../usage-error';

export interface OriginsInvocation {
  readonly command: 'origins';
  /** As the query of `GET /imports/origins` has it. */
  readonly filter: Readonly<Record<string, string>>;
  /** One line of JSON for each, for programs. */
  readonly json: boolean;
}

const text = { type: 'string' } as const;
const known = {
  system: text,
  kind: text,
  name: text,
  object: text,
  kept: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** Options of `certloom origins`. Throws `UsageError`. */
export function readOrigins(args: readonly string[]): OriginsInvocation {
  const { kept, json, ...filter } = parsed(args);
  const given = Object.entries(filter).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return {
    command: 'origins',
    filter: Object.fromEntries([...given, ...(kept === true ? [['hasKept', 'true'] as const] : [])]),
    json: json === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    const [first = ''] = (error as Error).message.split(/(?<=\.) |\n/, 1);
    throw new UsageError(printable(first.slice(0, 60)));
  }
}

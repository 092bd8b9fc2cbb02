import type { ScriptError, ScriptMode } from '../../domain/scripts/run';
import type { FileRead } from './read-file';

/** What a result's file says, whichever runtime wrote it. */
export interface ScriptResult {
  /** What the host says of the run; null where no host stands between script and runner. */
  readonly host: HostReport | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sendEmail: boolean;
  readonly notes: readonly string[];
}

export interface HostReport {
  readonly status: 'succeeded' | 'failed';
  readonly exitCode: number | null;
  readonly error: ScriptError | null;
  readonly errorCount: number;
}

export type ResultRead =
  | { readonly kind: 'result'; readonly result: ScriptResult }
  /** A host that did not come to its end; without one a missing file is an empty result. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly message: string };

/** Bytes of a result. */
export const resultLimit = 256 * 1024;
const deepest = 20;

const noVariables: ScriptResult = { host: null, variables: {}, sendEmail: true, notes: [] };

/** Reads the result of a runtime whose scripts write their variables themselves: a JSON object, or nothing at all. */
export function readVariables(file: FileRead, mode: ScriptMode): ResultRead {
  if (file.kind === 'missing') return { kind: 'result', result: noVariables };
  const parsed = parseObject(file);
  if ('message' in parsed) return parsed;
  if (parsed.value === null) return { kind: 'result', result: noVariables };
  return { kind: 'result', result: { ...noVariables, ...takeSendEmail(parsed.value, mode), notes: parsed.notes } };
}

/** Reads the file of a host: `{status, exitCode, error, errorCount, sendEmail, variables, notes}`. */
export function readHostReport(file: FileRead, mode: ScriptMode): ResultRead {
  const parsed = file.kind === 'missing' ? { value: null, notes: [] } : parseObject(file);
  if ('message' in parsed) return parsed;
  if (parsed.value === null) return { kind: 'missing' };
  const { status, exitCode, error, errorCount, sendEmail, variables, notes } = parsed.value;
  const taken = takeSendEmail(isObject(variables) ? variables : {}, mode);
  return {
    kind: 'result',
    result: {
      host: {
        status: status === 'succeeded' ? 'succeeded' : 'failed',
        exitCode: typeof exitCode === 'number' ? exitCode : null,
        error: isObject(error) ? errorIn(error) : null,
        errorCount: typeof errorCount === 'number' ? errorCount : 0,
      },
      variables: taken.variables,
      sendEmail: taken.sendEmail && sendEmail !== false,
      notes: [...(Array.isArray(notes) ? notes.map(String) : []), ...parsed.notes],
    },
  };
}

type Parsed =
  | { readonly value: Readonly<Record<string, unknown>> | null; readonly notes: readonly string[] }
  | { readonly kind: 'invalid'; readonly message: string };

/** Null: the file is empty. */
function parseObject(file: Exclude<FileRead, { kind: 'missing' }>): Parsed {
  const invalid = (what: string): Parsed => ({ kind: 'invalid', message: `the result ${what}` });
  if (file.kind === 'refused') return invalid(file.why);
  if (file.isCut) return invalid(`has more than ${resultLimit} bytes`);
  const text = file.content.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') return { value: null, notes: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid('is no JSON');
  }
  if (!isObject(value)) return invalid('is no JSON object');
  if (isDeeperThan(value, deepest)) return invalid(`is nested deeper than ${deepest}`);
  const { exact, places } = quoteLargeIntegers(text);
  if (places === 0) return { value, notes: [] };
  const notes = [`number_as_text ${places} of the result: beyond 2^53 digits get lost`];
  return { value: JSON.parse(exact) as Readonly<Record<string, unknown>>, notes };
}

/** In a text that is JSON: integers of which JavaScript would lose digits become texts. */
function quoteLargeIntegers(text: string): { readonly exact: string; readonly places: number } {
  let places = 0;
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => {
    if (!/^-?\d+$/.test(token) || Number.isSafeInteger(Number(token))) return token;
    places += 1;
    return `"${token}"`;
  });
  return { exact, places };
}

/** A handler's word on its mail is no variable; in a workflow step it is both. */
function takeSendEmail(variables: Readonly<Record<string, unknown>>, mode: ScriptMode) {
  const isWord = (key: string) => key.toLowerCase() === 'sendemail';
  const said = Object.entries(variables).filter(([key]) => isWord(key));
  const sendEmail = !said.some(([, value]) => saysFalse(value));
  if (mode === 'workflow' || said.length === 0) return { variables, sendEmail };
  return { variables: Object.fromEntries(Object.entries(variables).filter(([key]) => !isWord(key))), sendEmail };
}

function saysFalse(value: unknown): boolean {
  return value === false || (typeof value === 'string' && value.trim().toLowerCase() === 'false');
}

function errorIn({ message, type, id, line }: Readonly<Record<string, unknown>>): ScriptError {
  const textOr = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    message: textOr(message) ?? 'the script failed',
    type: textOr(type),
    id: textOr(id),
    line: typeof line === 'number' && Number.isInteger(line) && line > 0 ? line : null,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Level by level, because a text of brackets only is deeper than any stack. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit + 1) return true;
    level = level.flatMap<unknown>((inner) =>
      typeof inner === 'object' && inner !== null ? (Object.values(inner) as unknown[]) : [],
    );
  }
  return false;
}

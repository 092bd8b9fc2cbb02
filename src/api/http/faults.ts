import type { ZodError, ZodType, core } from 'zod';
import { maxFaults, type Fault } from '../../domain/problem';
import { didYouMean } from '../../domain/values/suggestion';
import { membersAt, schemasAt } from './known-members';
import { expectedOneOf } from './permissible';

export { validationFailed } from '../../domain/problem';

type Issue = core.$ZodIssue;

/** Our codes for zod's. */
const codes: Readonly<Record<string, string>> = {
  invalid_type: 'wrong_type',
  too_big: 'too_large',
  too_small: 'too_small',
  invalid_format: 'wrong_format',
  not_multiple_of: 'wrong_value',
  unrecognized_keys: 'unknown_field',
  invalid_union: 'wrong_value',
  invalid_key: 'wrong_key',
  invalid_element: 'wrong_value',
  invalid_value: 'wrong_value',
};

/** A body may have very many unknown fields, and each look for what was meant goes through all that are known. */
const mostSuggestions = 20;

/**
 * Every issue with a JSON Pointer. Values that were sent are never repeated; names of unknown fields are, cut.
 * @param schema of what was checked, with `reportInput`
 */
export function faultsOf(error: ZodError, base: string, schema: ZodType): Fault[] {
  const place: Place = { pointer: base, schemas: [schema], suggestions: { left: mostSuggestions } };
  return error.issues.flatMap((issue) => faultsOfIssue(issue, place)).slice(0, maxFaults + 1);
}

/** Where the path of an issue begins. */
interface Place {
  readonly pointer: string;
  readonly schemas: readonly ZodType[];
  readonly suggestions: { left: number };
}

/** One reference token of a JSON Pointer (RFC 6901, section 3), at most 100 characters of it. */
export function pointerToken(key: PropertyKey): string {
  return String(key).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}

function faultsOfIssue(issue: Issue, { pointer: base, schemas, suggestions }: Place): Fault[] {
  const pointer = issue.path.reduce<string>((path, key) => `${path}/${pointerToken(key)}`, base);
  if (issue.code === 'unrecognized_keys') {
    const known = suggestions.left > 0 ? membersAt(schemasAt(schemas, issue.path), issue.input) : [];
    // A schema may have words of its own for what people take for a member.
    const own = issue.message.startsWith('Unrecognized') ? '' : ` ${issue.message}`;
    return issue.keys.slice(0, maxFaults + 1).map((key) => {
      const hint = (suggestions.left -= 1) >= 0 ? didYouMean(key, known) || own : '';
      const detail = `unknown field${hint && `.${hint}`}`;
      return { pointer: `${pointer}/${pointerToken(key)}`, code: 'unknown_field', detail };
    });
  }
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors);
    const within = { pointer, schemas: schemasAt(schemas, issue.path), suggestions };
    if (branch !== undefined) return branch.flatMap((inner) => faultsOfIssue(inner, within));
  }
  if (issue.code === 'invalid_value' && issue.input !== undefined) {
    return [{ pointer, code: 'wrong_value', detail: expectedOneOf(issue.input, issue.values) }];
  }
  if (issue.code === 'custom') {
    const code: unknown = issue.params?.['code'];
    return [{ pointer, code: typeof code === 'string' ? code : 'wrong_value', detail: sentence(issue.message) }];
  }
  const missing =
    (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) ||
    (issue.code === 'invalid_value' && issue.input === undefined);
  return [
    {
      pointer,
      code: missing ? 'required' : (codes[issue.code] ?? 'wrong_value'),
      detail: missing ? 'this field is required' : sentence(issue.message),
    },
  ];
}

/** The alternative that came nearest: the one whose faults lie deepest, then the one with the fewest. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((issue) => issue.path.length));
  return [...branches]
    .filter((issues) => issues.length > 0)
    .sort((a, b) => depth(b) - depth(a) || a.length - b.length)
    .at(0);
}

/** What zod expected and found, without its "Invalid input:" or "Too big:"; the code says that already. */
function sentence(message: string): string {
  return message.replace(/^(Invalid (input|option)|Too \w+): /, '').slice(0, 300);
}

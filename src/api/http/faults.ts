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
    const asked = askedMembers(issue.errors);
    if (asked !== undefined) {
      return [{ pointer, code: 'wrong_value', detail: `one of these is expected: ${asked.join(', ')}` }];
    }
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
  const missing = isMissing(issue);
  return [
    {
      pointer,
      code: missing ? 'required' : (codes[issue.code] ?? 'wrong_value'),
      detail: missing ? 'this field is required' : (sizeSentence(issue) ?? sentence(issue.message)),
    },
  ];
}

/**
 * The member that each of several objects asks for, where what was given has none of them: then no alternative is nearer
 * than another, and the first one says nothing of what was meant.
 */
function askedMembers(branches: readonly (readonly Issue[])[]): readonly string[] | undefined {
  const missing = branches.map((issues) =>
    issues.filter((issue) => issue.path.length === 1 && isMissing(issue)).map(({ path }) => String(path[0])),
  );
  const asked = missing.flatMap(([member, ...more]) => (member === undefined || more.length > 0 ? [] : [member]));
  return asked.length === branches.length && new Set(asked).size > 1 ? [...new Set(asked)] : undefined;
}

/** The alternative that came nearest: the one whose faults lie deepest, then the one with the fewest. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return [...branches]
    .filter((issues) => issues.length > 0)
    .sort((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)
    .at(0);
}

/** How deep the deepest fault lies: an unknown member below its object, that of a choice where its nearest one has it. */
function depthOf(issues: readonly Issue[]): number {
  return Math.max(
    ...issues.map((issue) => {
      if (issue.code === 'unrecognized_keys') return issue.path.length + 1;
      const inner = issue.code === 'invalid_union' ? closestBranch(issue.errors) : undefined;
      return issue.path.length + (inner === undefined ? 0 : depthOf(inner));
    }),
  );
}

function isMissing(issue: Issue): boolean {
  return (
    (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) ||
    (issue.code === 'invalid_value' && issue.input === undefined)
  );
}

const counted: Readonly<Record<string, readonly [one: string, several: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  object: ['member', 'members'],
};

/** Of what is too short, long, small or large, where its schema has no words of its own. */
function sizeSentence(issue: Issue): string | undefined {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  if (!/^Too (small|big): /.test(issue.message)) return undefined;
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  const unit = counted[issue.origin];
  if (unit === undefined) {
    const words = isSmall ? ['more than', 'at least'] : ['less than', 'at most'];
    return `${words[issue.inclusive === false ? 0 : 1]} ${bound} is expected`;
  }
  if (isSmall && Number(bound) === 1) return 'this must not be empty';
  return `${isSmall ? 'at least' : 'at most'} ${bound} ${unit[Number(bound) === 1 ? 0 : 1]}`;
}

/** What zod expected and found, without its "Invalid input:" or "Too big:"; the code says that already. */
function sentence(message: string): string {
  return message.replace(/^(Invalid (input|option)|Too \w+): /, '').slice(0, 300);
}

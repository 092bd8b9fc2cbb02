import type { ListQuery } from '../../../shared/list/list-types';

/** A condition as bulk changes take it. */
export type FilterCondition = Readonly<Record<string, unknown>>;

/** Names of what filters give by uuid; conditions know objects by their names. */
export interface FilterNames {
  readonly group?: string | undefined;
  readonly owner?: string | undefined;
  readonly raProfile?: string | undefined;
}

/** The condition, or why there is none. */
export type FilterRead = { readonly condition: FilterCondition } | { readonly fault: string };

/**
 * The filter of the list as a condition that finds the same certificates. Where there is none, or no condition says the
 * same, the sentence says so.
 */
export function conditionOfFilters(asked: ListQuery, names: FilterNames): FilterRead {
  const all: FilterCondition[] = [];
  for (const [name, value] of Object.entries(asked)) {
    if (['sort', 'limit', 'cursor', 'count'].includes(name)) continue;
    const found = partOf(name, value, names);
    if ('fault' in found) return found;
    all.push(found.condition);
  }
  if (all.length === 0) return { fault: 'Set a filter first: without one it would be every certificate there is.' };
  return { condition: all.length === 1 ? all[0]! : { all } };
}

function partOf(name: string, value: ListQuery[string], names: FilterNames): FilterRead {
  const leaf = (field: string, operator: string, wanted: unknown) => ({ condition: leafOf(field, operator, wanted) });
  if (name === 'text') return { condition: { any: textLeaves(String(value)) } };
  if (name === 'commonName') return leaf('COMMON_NAME', 'STARTS_WITH', value);
  if (name === 'state') return leaf('CERTIFICATE_STATE', 'EQUALS', [value]);
  if (name === 'archived') return leaf('ARCHIVED', 'EQUALS', value);
  if (name === 'notAfterFrom') return leaf('NOT_AFTER', 'GREATER_OR_EQUAL', value);
  if (name === 'notAfterTo') return leaf('NOT_AFTER', 'LESSER', value);
  if (name === 'serialNumber') return leaf('SERIAL_NUMBER', 'EQUALS', value);
  if (name === 'fingerprint') return leaf('FINGERPRINT', 'EQUALS', value);
  if (name === 'group') return named('GROUP_NAME', names.group);
  if (name === 'owner') return named('OWNER', names.owner);
  if (name === 'raProfile') return named('RA_PROFILE_NAME', names.raProfile);
  return {
    fault:
      name === 'reachesNobody'
        ? 'Who is told of an end is no part of a condition: choose the rows.'
        : `The filter “${name}” is no part of a condition: choose the rows.`,
  };
}

function named(field: string, name: string | undefined): FilterRead {
  return name === undefined
    ? { fault: 'The name of what the filter chooses could not be read: choose the rows.' }
    : { condition: leafOf(field, 'EQUALS', [name]) };
}

/** What the list looks at for a text: names and addresses as they are, numbers without colons and spaces. */
function textLeaves(text: string): FilterCondition[] {
  const wanted = text.normalize('NFC');
  const compact = wanted.toLowerCase().replaceAll(/[:\s]/g, '');
  const inNames = ['COMMON_NAME', 'SUBJECTDN', 'ISSUERDN', 'SUBJECT_ALTERNATIVE_NAMES'];
  const inNumbers = /^[\da-f]+$/.test(compact) ? ['SERIAL_NUMBER', 'FINGERPRINT'] : [];
  return [
    ...inNames.map((field) => ({ ...leafOf(field, 'CONTAINS', wanted), ignoreCase: true })),
    ...inNumbers.map((field) => leafOf(field, 'CONTAINS', compact)),
  ];
}

function leafOf(field: string, operator: string, value: unknown): FilterCondition {
  return { source: 'property', field, operator, value };
}

import type { StepKind } from '../../domain/builder/step-kind';
import { variableOf } from '../../domain/builder/tokens';
import { isPlainObject } from '../../domain/values/json';
import { fillTokens, lookupIn, type UnresolvedTokens } from '../../domain/values/tokens';

export interface FilledSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of tokens without a value. */
  readonly missing: readonly string[];
}

/**
 * Settings of a step with the tokens of its templates filled; other members stay as they are.
 * @param kind its templates, names of members with dots between them, and those of their tokens that may be without a value
 */
export function fillSettings(
  settings: Readonly<Record<string, unknown>>,
  { templates, addressees = [], late = {} }: Pick<StepKind, 'templates' | 'addressees' | 'late'>,
  values: Readonly<Record<string, unknown>>,
  unresolved: UnresolvedTokens,
): FilledSettings {
  const lookup = lookupIn(values);
  const missing = new Set<string>();

  function fill(value: unknown, path: string, tolerated: readonly string[]): unknown {
    if (addressees.includes(path)) return fillTokens(value, lookup, 'empty').value;
    if (isPlainObject(value) && addressees.some((one) => one.startsWith(`${path}.`))) {
      const members = Object.entries(value);
      return Object.fromEntries(members.map(([name, one]) => [name, fill(one, `${path}.${name}`, tolerated)]));
    }
    const done = fillTokens(value, lookup, unresolved);
    for (const name of done.missing) if (!tolerated.includes(variableOf(name))) missing.add(name);
    return done.value;
  }

  let filled = settings;
  for (const path of templates) {
    filled = changeAt(filled, path.split('.'), (value) => fill(value, path, late[path] ?? []));
  }
  return { settings: filled, missing: [...missing] };
}

function changeAt(
  object: Readonly<Record<string, unknown>>,
  [name = '', ...rest]: readonly string[],
  change: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(object, name)) return object;
  const value = object[name];
  if (rest.length === 0) return { ...object, [name]: change(value) };
  return isPlainObject(value) ? { ...object, [name]: changeAt(value, rest, change) } : object;
}

import { fillTokens, type TokenLookup, type UnresolvedTokens } from '../values/tokens';
import type { ScriptParameter } from './script';

export interface ResolvedParameters {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Required parameters without a value. */
  readonly missing: readonly string[];
  /** Names of tokens without a value. */
  readonly unresolved: readonly string[];
  /** Parameters that such tokens stand in, with the names of those. */
  readonly emptied: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a script is given: the values and the defaults of what is left out, with their tokens filled. Names are compared
 * without regard to case, as PowerShell does. Surplus ones stay: scripts read also what they do not declare.
 */
export function resolveParameters(
  declared: readonly ScriptParameter[],
  given: Readonly<Record<string, unknown>>,
  lookup: TokenLookup,
  unresolved: UnresolvedTokens = 'fail',
): ResolvedParameters {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const left = declared.filter(({ name }) => !names.has(name.toLowerCase()));
  const values = [
    ...Object.entries(given),
    ...left.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const])),
  ];
  const filled = values.map(([name, value]) => ({ name, ...fillTokens(value, lookup, unresolved) }));
  const emptied = filled.filter(({ missing }) => missing.length > 0);
  return {
    parameters: Object.fromEntries(filled.map(({ name, value }) => [name, value])),
    missing: left.flatMap(({ name, required, default: value }) => (required && value === undefined ? [name] : [])),
    unresolved: [...new Set(emptied.flatMap(({ missing }) => missing))],
    emptied: Object.fromEntries(emptied.map(({ name, missing }) => [name, missing])),
  };
}

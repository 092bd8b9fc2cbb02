import type { Fault } from '../problem';
import { isPlainObject } from '../values/json';
import type { ScriptParameter } from './script';

/** How deep defaults are looked into; the API takes no deeper ones. */
const maxDepth = 64;

/**
 * Names that differ in case only, of parameters and inside their defaults: PowerShell takes them for one, and its
 * reader of JSON keeps both. Pointers lead into a list of parameters at `/parameters`.
 */
export function parameterFaults(parameters: readonly ScriptParameter[]): Fault[] {
  return [
    ...twins(parameters.map(({ name }) => name)).map((index) => fault(`/parameters/${index}/name`)),
    ...parameters.flatMap((parameter, index) => faultsIn(parameter.default, `/parameters/${index}/default`, 0)),
  ];
}

/** The same of what a run is given, at `/parameters` too. */
export function givenParameterFaults(given: Readonly<Record<string, unknown>>): Fault[] {
  return faultsIn(given, '/parameters', 0);
}

function faultsIn(value: unknown, pointer: string, depth: number): Fault[] {
  if (depth > maxDepth) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => faultsIn(item, `${pointer}/${index}`, depth + 1));
  }
  if (!isPlainObject(value)) return [];
  const keys = Object.keys(value);
  const at = (key: string) => `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [
    ...twins(keys).map((index) => fault(at(keys[index]!))),
    ...keys.flatMap((key) => faultsIn(value[key], at(key), depth + 1)),
  ];
}

/** Positions of those that an earlier one is the same as but for case. */
function twins(names: readonly string[]): number[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    const key = name.toLowerCase();
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}

function fault(pointer: string): Fault {
  return { pointer, code: 'duplicate', detail: 'another one has this name but for upper and lower case' };
}

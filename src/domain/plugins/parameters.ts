import type { Fault } from '../problem';

/** `token`: a text with tokens, filled for each item. `secret`: the name of a secret, which the module gets opened. */
export const pluginParameterTypes = ['string', 'number', 'boolean', 'json', 'token', 'secret'] as const;
export type PluginParameterType = (typeof pluginParameterTypes)[number];

/** A parameter that a plug-in declares. */
export interface PluginParameter {
  readonly name: string;
  readonly type: PluginParameterType;
  readonly required: boolean;
  readonly description: string;
  /** Absent where there is none. */
  readonly default?: unknown;
}

/** Whether a value is one of the type; `json` takes every value of JSON. */
export function fitsType(type: PluginParameterType, value: unknown): boolean {
  switch (type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'json':
      return value !== undefined;
    case 'string':
    case 'token':
    case 'secret':
      return typeof value === 'string';
  }
}

export interface PluginValues {
  /** Those that are given, and the defaults of what is left out. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of the secrets among them. */
  readonly secrets: readonly string[];
  /** Pointers begin with the name of the parameter. */
  readonly faults: readonly Fault[];
}

/** Checks values against what a plug-in declares. Surplus ones are faults: nobody would read them. */
export function checkPluginValues(
  declared: readonly PluginParameter[],
  given: Readonly<Record<string, unknown>>,
): PluginValues {
  const byName = new Map(declared.map((parameter) => [parameter.name, parameter]));
  const faults: Fault[] = Object.keys(given)
    .filter((name) => !byName.has(name))
    .map((name) => ({ pointer: `/${name}`, code: 'unknown_parameter', detail: 'the plug-in has no such parameter' }));
  const values: Record<string, unknown> = {};
  const secrets: string[] = [];
  for (const { name, type, required, default: fallback } of declared) {
    const value = given[name] ?? fallback;
    if (value === undefined || value === '') {
      if (required) faults.push({ pointer: `/${name}`, code: 'required', detail: 'the plug-in requires this one' });
    } else if (!fitsType(type, value)) {
      faults.push({ pointer: `/${name}`, code: 'invalid_type', detail: `a ${type} is expected` });
    } else if (type === 'secret') secrets.push(value as string);
    if (value !== undefined) values[name] = value;
  }
  return { values, secrets: [...new Set(secrets)], faults };
}

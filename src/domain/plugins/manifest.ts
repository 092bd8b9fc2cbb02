import { alertKindCodes, type AlertKindCode } from '../alerts/kind';
import type { Fault } from '../problem';
import { isPlainObject } from '../values/json';
import { fitsType, pluginParameterTypes, type PluginParameter, type PluginParameterType } from './parameters';

/** Lower case: it stands in paths, and no two differ by case only. */
export const pluginNameForm = /^[a-z][a-z0-9_-]{0,63}$/;
export const mostParameters = 50;

/** What a module says of itself, in its export `manifest`. */
export interface PluginManifest {
  readonly apiVersion: 1;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** Kinds of alerts that it can be a handler of. */
  readonly supports: readonly AlertKindCode[];
  readonly parameters: readonly PluginParameter[];
}

export type ManifestRead =
  { readonly manifest: PluginManifest; readonly faults: [] } | { readonly faults: readonly Fault[] };

/** Reads what a module exports; pointers lead into the manifest. Members that this version does not know are refused. */
export function readManifest(value: unknown): ManifestRead {
  if (!isPlainObject(value)) {
    return { faults: [fault('', 'not_a_plugin', 'the module has no export `manifest` that is an object')] };
  }
  const known = new Set(['apiVersion', 'name', 'version', 'title', 'supports', 'parameters']);
  const faults = Object.keys(value)
    .filter((member) => !known.has(member))
    .map((member) => fault(`/${member}`, 'unknown_member', 'a manifest of version 1 has no such member'));
  const { apiVersion, name, version, title, supports, parameters = [] } = value;
  if (apiVersion !== 1) faults.push(fault('/apiVersion', 'unknown_version', 'this version of Certloom knows 1'));
  if (typeof name !== 'string' || !pluginNameForm.test(name)) {
    const detail = 'a lower-case letter, then at most 63 lower-case letters, digits, - and _ are expected';
    faults.push(fault('/name', 'invalid', detail));
  }
  for (const [member, text] of [['version', version] as const, ['title', title] as const]) {
    if (!isLine(text, 100)) faults.push(fault(`/${member}`, 'invalid', 'a line of 1 to 100 characters is expected'));
  }
  faults.push(...kindFaults(supports), ...parameterFaults(parameters));
  if (faults.length > 0) return { faults };
  const list = parameters as readonly Record<string, unknown>[];
  return {
    faults: [],
    manifest: {
      ...{ apiVersion: 1, name: name as string, version: version as string, title: title as string },
      supports: alertKindCodes.filter((kind) => (supports as string[]).includes(kind)),
      parameters: list.map(toParameter),
    },
  };
}

function kindFaults(supports: unknown): Fault[] {
  if (!Array.isArray(supports) || supports.length === 0) {
    return [fault('/supports', 'invalid', `a list of kinds of alerts is expected: ${alertKindCodes.join(', ')}`)];
  }
  return supports.flatMap((kind: unknown, index) =>
    (alertKindCodes as readonly unknown[]).includes(kind)
      ? []
      : [fault(`/supports/${index}`, 'unknown_kind', `the kinds of alerts are ${alertKindCodes.join(', ')}`)],
  );
}

function parameterFaults(parameters: unknown): Fault[] {
  if (!Array.isArray(parameters) || parameters.length > mostParameters) {
    return [fault('/parameters', 'invalid', `a list of at most ${mostParameters} parameters is expected`)];
  }
  const seen = new Set<string>();
  return parameters.flatMap((parameter: unknown, index) => {
    const at = `/parameters/${index}`;
    if (!isPlainObject(parameter)) return [fault(at, 'invalid', 'an object is expected')];
    const { name, type, required = false, description = '', secret } = parameter;
    const faults: Fault[] = [];
    if (typeof name !== 'string' || !/^[A-Za-z_]\w{0,63}$/.test(name)) {
      faults.push(fault(`${at}/name`, 'invalid', 'a letter or _, then at most 63 letters, digits and _ are expected'));
    } else if (seen.has(name.toLowerCase())) {
      faults.push(fault(`${at}/name`, 'duplicate', 'another one has this name but for upper and lower case'));
    } else seen.add(name.toLowerCase());
    if (!(pluginParameterTypes as readonly unknown[]).includes(type)) {
      faults.push(fault(`${at}/type`, 'unknown_type', `the types are ${pluginParameterTypes.join(', ')}`));
      return faults;
    }
    const isSecret = type === 'secret' || secret === true;
    if (typeof required !== 'boolean') faults.push(fault(`${at}/required`, 'invalid', 'true or false is expected'));
    if (typeof description !== 'string' || description.length > 2_000) {
      faults.push(fault(`${at}/description`, 'invalid', 'a text of at most 2000 characters is expected'));
    }
    if (secret !== undefined && typeof secret !== 'boolean') {
      faults.push(fault(`${at}/secret`, 'invalid', 'true or false is expected'));
    }
    if (parameter['default'] !== undefined) {
      if (isSecret) faults.push(fault(`${at}/default`, 'secret_default', 'what is secret has no default'));
      else if (!fitsType(type as PluginParameterType, parameter['default'])) {
        faults.push(fault(`${at}/default`, 'invalid', `a ${String(type)} is expected`));
      }
    }
    return faults;
  });
}

function toParameter(given: Record<string, unknown>): PluginParameter {
  const { name, type, required = false, description = '', secret } = given;
  return {
    name: name as string,
    // One that is secret is always given by the name of a secret.
    type: secret === true ? 'secret' : (type as PluginParameterType),
    required: required as boolean,
    description: description as string,
    ...(given['default'] === undefined ? {} : { default: given['default'] }),
  };
}

function isLine(text: unknown, most: number): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return typeof text === 'string' && text.length > 0 && text.length <= most && !/[\u0000-\u001f\u007f]/.test(text);
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}

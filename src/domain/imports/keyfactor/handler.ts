import type { AlertKindCode } from '../../alerts/kind';
import { tokensIn } from '../../alerts/fill-tokens';
import type { MappingContext } from '../foreign-kind';
import type { Place } from '../ledger';
import { nameAt } from '../identity';
import { mapped } from '../options';
import { scriptNameOf } from './script';
import { isSecretParameter, refuseSecret, secretOf } from './step-secrets';

interface Parameter {
  readonly key: string;
  readonly place: Place;
  readonly value: Place;
  readonly type: Place;
}

/** Words by which a handler is known, in its class or its name. */
const words: readonly (readonly [RegExp, string])[] = [
  [/Logger$|event ?log/i, 'event_log'],
  [/PowerShell/i, 'script'],
  [/Renewal/i, 'renewal'],
];

/** The one handler of an alert, with its parameters; none where it is not used or not known. */
export function readHandler(item: Place, kind: AlertKindCode, context: MappingContext): object[] {
  const place = item.at('RegisteredEventHandler');
  const [id, name] = [place.at('Id'), place.at('DisplayName', 'Name')];
  const isUsed = place.at('UseHandler').flag() ?? (isGiven(id) || isGiven(name));
  const parameters = item
    .at('EventHandlerParameters')
    .items()
    .map((one): Parameter => ({
      key: nameAt(one.at('Key'), ''),
      place: one,
      value: one.at('DefaultValue', 'Value'),
      type: one.at('ParameterType'),
    }));
  for (const one of [place, item.at('EventHandlerParameters')]) if (one.peek === null) one.take();
  if (parameters.length === 0) item.at('EventHandlerParameters').take();
  const secrets = parameters.filter(isSecret);
  const refuseSecrets = () => {
    for (const { value } of secrets) refuseSecret(value);
    return [];
  };
  if (!isUsed) return refuseSecrets();
  const given = [id, name].map(({ peek }) =>
    typeof peek === 'string' || typeof peek === 'number' ? String(peek) : null,
  );
  id.take();
  name.take();
  const script = parameters.find(({ key }) => key.toLowerCase() === 'scriptname');
  const wanted =
    mapped(context.options.handlerMap, ...given) ??
    (script === undefined ? words.find(([word]) => word.test(given[1] ?? ''))?.[1] : 'script');
  if (wanted === undefined) {
    name.note(
      'handler_unknown',
      `nothing here is known as this handler: name it in handlerMap ("${given[1] ?? given[0] ?? ''}": "script")`,
    );
    return refuseSecrets();
  }
  for (const { place: one, type } of parameters) {
    one.at('Id').take();
    type.keep('parameter_type', 'parameters have no type here: what is a token is one, all else is a text');
  }
  const title = nameAt(name, wanted);
  if (wanted === 'event_log' || wanted === 'renewal') {
    const settings = wanted === 'renewal' ? renewalSettings(parameters, context) : {};
    refuseSecrets();
    return [{ type: wanted, name: title, settings }];
  }
  const plain = parameters.filter((one) => !isSecret(one));
  if (wanted === 'script') {
    const settings = scriptSettings(script, plain, kind, context);
    if (settings === undefined) return refuseSecrets();
    const names = secretsOf(secrets, title, context).map(([, name]) => name);
    const given_ = names.length === 0 ? settings : { ...settings, secrets: [...new Set(names)] };
    return [{ type: 'script', name: title, runPer: 'recipient', settings: given_ }];
  }
  // Modules are given secrets by their names.
  const values = { ...valuesOf(plain, kind), ...Object.fromEntries(secretsOf(secrets, title, context)) };
  return [{ type: 'custom', name: title, settings: { pluginName: wanted, parameters: values } }];
}

function isSecret({ key, value, type }: Parameter): boolean {
  const isToken = typeof type.peek === 'string' && type.peek.toLowerCase() === 'token';
  return !isToken && isSecretParameter(key, value);
}

/** Parameters that hold a secret, with the names of the stored secrets that stand for them. */
function secretsOf(secrets: readonly Parameter[], step: string, context: MappingContext): [string, string][] {
  return secrets.flatMap(({ key, value, place }): [string, string][] => {
    place.at('Key').take();
    const name = secretOf(value, { step, parameter: key }, context);
    return name === null ? [] : [[key, name]];
  });
}

/** Undefined, with a note, where there is no such script. */
function scriptSettings(
  script: Parameter | undefined,
  parameters: readonly Parameter[],
  kind: AlertKindCode,
  { find, imported }: MappingContext,
): object | undefined {
  const wanted = script?.value.text() ?? '';
  script?.place.at('Key').take();
  const known = [wanted, wanted.replace(/\.ps1$/i, '')].map((one) =>
    find('Script', imported('Script', one)?.name ?? scriptNameOf(one)),
  );
  const found = known.find((one) => one !== undefined);
  if (found === undefined || wanted === '') {
    (script?.value ?? parameters[0]?.place)?.note(
      'script_unknown',
      'there is no such script: import it before, or with the alert',
    );
    return undefined;
  }
  const values = parameters.filter((one) => one !== script);
  return { scriptName: found.name, parameters: valuesOf(values, kind) };
}

/** Values of parameters: a known token stays one, with or without its braces; anything else is a text. */
function valuesOf(parameters: readonly Parameter[], kind: AlertKindCode): Readonly<Record<string, unknown>> {
  const values = parameters.map(({ place, key, value, type }): [string, unknown] => {
    place.at('Key').take();
    const text = value.text() ?? '';
    const isToken = typeof type.peek === 'string' && type.peek.toLowerCase() === 'token';
    if (isToken && tokensIn(text, kind).length === 0) {
      if (tokensIn(`{${text}}`, kind).length > 0) return [key, `{${text}}`];
      value.note('token_unknown', 'alerts of this kind have no such token; it stays as it is');
    }
    if (!isToken && tokensIn(text, kind).length > 0 && !/^\{[^{}]*\}$/.test(text)) {
      value.note('token_inside', 'the text holds a token, which is filled here');
    }
    return [key, text];
  });
  return Object.fromEntries(values.filter(([key]) => key !== ''));
}

function renewalSettings(parameters: readonly Parameter[], context: MappingContext): object {
  const settings: Record<string, unknown> = {};
  for (const { key, value, place } of parameters) {
    const name = key.toLowerCase();
    if (name.includes('url')) {
      value.keep('renewal_url_unused', 'renewals are ordered here: no address is called');
    } else if (name.includes('template')) {
      const profile = profileNamed(value, [value], context);
      if (profile !== null) settings['raProfile'] = profile;
    } else if (name === 'ca' || name.includes('authority') || name.includes('certificateauthority')) {
      const authority = typeof value.peek === 'string' ? context.find('Authority', value.peek) : undefined;
      if (authority === undefined) {
        value.keep('authority_unmapped', 'no authority here has this name: that of the RA profile issues');
      } else {
        value.take();
        settings['authority'] = authority.name;
      }
    } else continue;
    place.at('Key').take();
  }
  return settings;
}

/** The RA profile that a template becomes, by the map and then by its name; null with a note where there is none. */
export function profileNamed(place: Place, keys: readonly Place[], { options, find }: MappingContext): string | null {
  const given = keys.flatMap(({ peek }) =>
    typeof peek === 'string' || typeof peek === 'number' ? [String(peek)] : [],
  );
  const texts = given.filter((one) => one !== '' && one !== '0');
  for (const key of keys) key.take();
  if (texts.length === 0) return null;
  const wanted = mapped(options.templateMap, ...texts);
  const found =
    wanted === undefined
      ? texts.map((one) => find('RaProfile', one)).find((one) => one !== undefined)
      : find('RaProfile', wanted);
  if (found === undefined) {
    place.note(
      'template_unknown',
      `there is no RA profile ${wanted ?? texts.at(-1) ?? ''}: name one in templateMap ("${texts[0] ?? ''}": "…")`,
    );
  }
  return found?.name ?? null;
}

function isGiven({ peek }: Place): boolean {
  return peek !== undefined && peek !== null && peek !== '' && peek !== 0;
}

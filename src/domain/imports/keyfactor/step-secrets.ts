import { isPlainObject } from '../../values/json';
import { mapped } from '../options';
import type { MappingContext, PlannedObject } from '../foreign-kind';
import type { Place } from '../ledger';
import { mayBeSecret } from '../note';
import { scriptNameOf } from './script';

/** Text that a place has, whether it stands there or in `SecretValue`; undefined where it is null or asterisks. */
export function givenText(place: Place): string | undefined {
  const inner = place.at('SecretValue');
  const value = inner.peek === undefined ? place.peek : inner.peek;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && !/^[*•]+$/.test(text) ? text : undefined;
}

/** `{so}` of alerts and `$(so)` of definitions: a text that is one token is filled later and holds no secret. */
const oneToken = /^\s*(?:\{[^{}]+\}|\$\([^()]+\))\s*$/;

/** Whether a parameter of a script or handler holds a secret: by its name, or by the form that secrets have there. */
export function isSecretParameter(name: string, { peek }: Place): boolean {
  if (isPlainObject(peek) && 'SecretValue' in peek) return true;
  const isOpen = (value: unknown) =>
    typeof value === 'boolean' ||
    (typeof value === 'string' && (value === '' || /^(?:true|false)$/i.test(value) || oneToken.test(value)));
  return mayBeSecret(name) && peek !== undefined && !(Array.isArray(peek) ? peek : [peek]).every(isOpen);
}

/** A value that may be a secret and has no place here: it is shown and kept nowhere. */
export function refuseSecret(place: Place): void {
  place.secret();
  place.refuse('secret_refused', 'by its name it may be a secret, and nothing here uses it: it is not kept');
}

/** Keeps secrets of an object apart until it is known what it becomes. */
export function secretsApart(context: MappingContext) {
  const kept = new Map<string, string>();
  return {
    context: { ...context, keepSecret: (name: string, value: string) => void kept.set(name, value) },
    /** Hands the secrets on, and gives the documents that name them. */
    documents(): PlannedObject[] {
      for (const [name, value] of kept) context.keepSecret(name, value);
      return [...kept.keys()].map((name) => ({ kind: 'Secret', name, spec: { secret: { secretRef: name } } }));
    },
  };
}

/**
 * The name of the stored secret that stands for a secret of a step or handler; null, with a note, where it is still to be filled in.
 * A value that arrives is kept as a secret of its own.
 */
export function secretOf(
  place: Place,
  { step, parameter }: { readonly step: string; readonly parameter: string },
  { options, find, keepSecret, name }: MappingContext,
): string | null {
  const value = givenText(place);
  const keys = [`${name}/${step}/${parameter}`, `${step}/${parameter}`, parameter];
  place.secret();
  const wanted = mapped(options.secretMap, ...keys);
  if (wanted !== undefined) {
    if (find('Secret', wanted) === undefined)
      place.note('secret_unknown', `there is no secret ${wanted}; it has to be made before it is used`);
    return wanted;
  }
  if (value !== undefined) {
    const own = secretNameOf(name, step, parameter);
    keepSecret(own, value);
    place.note('secret_stored', `it is stored as the secret ${own}`);
    return own;
  }
  place.note(
    'secret_missing',
    `the export does not have it: name a stored secret where it is used, or in secretMap ("${step}/${parameter}": "…")`,
  );
  return null;
}

/** The parts of a name that stay apart from others when blanks and slashes become dashes. */
const plainPart = /^[A-Za-z0-9_.]+(?:[ /][A-Za-z0-9_.]+)*$/;
const longestName = 100;

/** What the secret of a parameter is called: the same each time, and another one for each parameter, however long names are. */
function secretNameOf(...parts: readonly string[]): string {
  const raw = parts.join('-');
  const own = scriptNameOf(raw).toLowerCase();
  if (raw.length <= longestName && parts.every((part) => plainPart.test(part))) return own;
  const mark = markOf(parts.join('\0').toLowerCase());
  return `${own.slice(0, longestName - mark.length - 1)}-${mark}`;
}

/** 16 hexadecimal digits that two texts hardly share (FNV-1a with 64 bits). */
function markOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const unit of text) hash = BigInt.asUintN(64, (hash ^ BigInt(unit.codePointAt(0)!)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** A parameter without what of it is secret. */
export interface ApartParameter {
  /** Undefined: it is a secret as a whole. */
  readonly plain: unknown;
  /** Names of the stored secrets. */
  readonly secrets: readonly string[];
}

/**
 * Parts what may be secret by its name from a parameter, however deep it lies; of `{config: {password: …}}` the secret is
 * called `config.password`. All texts below such a name are secrets.
 */
export function apartOf(
  place: Place,
  at: { step: string; parameter: string },
  context: MappingContext,
): ApartParameter {
  return partOf(place, at, { context, isBelowSecret: mayBeSecret(lastOf(at.parameter)) });
}

function partOf(
  place: Place,
  { step, parameter }: { readonly step: string; readonly parameter: string },
  { context, isBelowSecret }: { readonly context: MappingContext; readonly isBelowSecret: boolean },
): ApartParameter {
  const { peek } = place;
  const name = isBelowSecret ? 'secret' : lastOf(parameter);
  const isList = Array.isArray(peek);
  const isWhole = !isList && (!isPlainObject(peek) || 'SecretValue' in peek);
  if (isWhole) {
    if (!isSecretParameter(name, place)) return { plain: place.take(), secrets: [] };
    const own = secretOf(place, { step, parameter }, context);
    return { plain: undefined, secrets: own === null ? [] : [own] };
  }
  const inner = isList
    ? place.items().map((item, index): readonly [string, Place] => [String(index), item])
    : place.members();
  if (inner.length === 0) place.take();
  const parts = inner.map(([member, part]) => {
    const below = { step, parameter: `${parameter}.${member}` };
    return [member, partOf(part, below, { context, isBelowSecret: isBelowSecret || mayBeSecret(member) })] as const;
  });
  const secrets = parts.flatMap(([, part]) => part.secrets);
  const kept = parts
    .filter(([, { plain }]) => plain !== undefined)
    .map(([member, { plain }]) => [member, plain] as const);
  if (kept.length === 0 && inner.length > 0) return { plain: undefined, secrets };
  return { plain: isList ? kept.map(([, plain]) => plain) : Object.fromEntries(kept), secrets };
}

function lastOf(parameter: string): string {
  return parameter.slice(parameter.lastIndexOf('.') + 1);
}

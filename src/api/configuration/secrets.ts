import type { ZodType } from 'zod';
import { secretMask } from '../../domain/attributes/values';
import { isPlainObject } from '../../domain/values/json';
import type { Fault } from '../../domain/problem';
import { pointerToken } from '../http/faults';
import { alternativesOf, isMeant } from '../http/known-members';
import { isWriteOnly, z } from '../http/schemas';

type Shape = Readonly<Record<string, ZodType>>;
type Path = readonly (string | number)[];

/** Where a document names a secret. */
export interface SecretPlace {
  readonly path: Path;
  readonly names: readonly string[];
  /** `member`: never shown, so left out where nothing is given; `value`: shown as a mask. */
  readonly as: 'member' | 'list' | 'value';
}

/** `{secretRef: <name>}`: what stands in documents in the place of a secret. */
export const secretRef = z.strictObject({ secretRef: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/) });

/**
 * Parts the secrets from a spec: those that are never shown are left out, others become the mask under which they are
 * shown. A secret that is written out is a fault: it cannot be compared, and files are kept where many can read them.
 * @param openMembers of the spec, that are never shown and are no secrets all the same
 */
export function takeSecrets(schema: ZodType, spec: unknown, openMembers: readonly string[] = []) {
  const places: SecretPlace[] = [];
  const faults: Fault[] = [];

  function walk(schemas: readonly ZodType[], value: unknown, path: Path): unknown {
    const reference = secretRef.safeParse(value);
    if (reference.success) {
      places.push({ path, names: [reference.data.secretRef], as: 'value' });
      return secretMask;
    }
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => walk(elementsOf(schemas), item, [...path, index]));
    }
    if (!isPlainObject(value)) return value;
    const shape = shapeOf(schemas, value);
    return Object.fromEntries(
      Object.entries(value).flatMap(([member, inner]): [string, unknown][] => {
        const own = Object.hasOwn(shape, member) ? shape[member] : undefined;
        const at = [...path, member];
        const isOpen = path.length === 0 && openMembers.includes(member);
        if (own === undefined || isOpen || !isWriteOnly(own) || inner === null) {
          return [[member, walk(own === undefined ? [] : alternativesOf(own), inner, at)]];
        }
        const references = (Array.isArray(inner) ? inner : [inner]).map((one: unknown) => secretRef.safeParse(one));
        if (references.some(({ success }) => !success)) {
          const detail = 'a secret stands here as secretRef: <name>, never as itself';
          faults.push({ pointer: pointerOf(at), code: 'secret_in_document', detail });
          return [];
        }
        const names = references.flatMap(({ data }) => (data === undefined ? [] : [data.secretRef]));
        places.push({
          path: at,
          names,
          as: alternativesOf(own).some((one) => one instanceof z.ZodArray) ? 'list' : 'member',
        });
        return [];
      }),
    );
  }

  return { spec: walk(alternativesOf(schema), spec, []), places, faults };
}

/** The body with the secrets that are given; others stay as they are stored. */
export function putSecrets(body: unknown, places: readonly SecretPlace[], given: ReadonlyMap<string, string>): unknown {
  return places.reduce((result, { path, names, as }) => {
    const values = names.flatMap((name) => given.get(name) ?? []);
    return values.length < names.length || values.length === 0
      ? result
      : setAt(result, path, as === 'list' ? values : values[0]);
  }, body);
}

/** A request with references where its secrets would stand, named after the object: `on-call-slack-url`. */
export function showSecrets(
  schema: ZodType,
  request: unknown,
  { name, isStored }: { readonly name: string; readonly isStored: (member: string) => boolean },
): unknown {
  function walk(schemas: readonly ZodType[], value: unknown, around: string): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => walk(elementsOf(schemas), item, around));
    if (!isPlainObject(value)) return value;
    const shape = shapeOf(schemas, value);
    const own = [value['name'], value['type'], value['kind']].find((one) => typeof one === 'string') ?? around;
    const reference = (member: string) => ({ secretRef: slug(name, around, own === around ? '' : own, member) });
    const shown = Object.entries(value).map(([member, inner]): [string, unknown] => [
      member,
      inner === secretMask ? reference(member) : walk(alternativesOf(shape[member] ?? z.unknown()), inner, own),
    ]);
    const secrets = Object.entries(shape).flatMap(([member, inner]): [string, unknown][] => {
      if (!isWriteOnly(inner) || !isStored(member)) return [];
      const isList = alternativesOf(inner).some((one) => one instanceof z.ZodArray);
      return [[member, isList ? [reference(member)] : reference(member)]];
    });
    return Object.fromEntries([...shown, ...secrets]);
  }
  return walk(alternativesOf(schema), request, '');
}

function slug(...parts: readonly string[]): string {
  const text = parts
    .filter((part) => part !== '')
    .join('-')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
  return (
    text
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 200) || 'secret'
  );
}

function shapeOf(schemas: readonly ZodType[], value: Readonly<Record<string, unknown>>): Shape {
  const shapes = schemas.filter((one) => one instanceof z.ZodObject).map(({ shape }) => shape as Shape);
  return Object.assign({}, ...shapes.filter((shape) => isMeant(shape, value))) as Shape;
}

function elementsOf(schemas: readonly ZodType[]): ZodType[] {
  return schemas.flatMap((one) => (one instanceof z.ZodArray ? alternativesOf(one.element as ZodType) : []));
}

function setAt(value: unknown, [first, ...rest]: Path, inner: unknown): unknown {
  if (first === undefined) return inner;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === first ? setAt(item, rest, inner) : item));
  const object = isPlainObject(value) ? value : {};
  return { ...object, [first]: setAt(object[first], rest, inner) };
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (outer, key) => (typeof outer === 'object' && outer !== null ? (outer as Record<string, unknown>)[key] : undefined),
    value,
  );
}

export function pointerOf(path: Path): string {
  return path.map((key) => `/${pointerToken(key)}`).join('');
}

import type { ZodType } from 'zod';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import type { Permission } from '../../domain/identity/permissions';
import type { Candidate } from '../../services/identity/object-names';
import { ambiguityOf, ambiguousName, candidatesNeeded } from './ambiguous-names';
import {
  kindOf,
  kinds,
  nameMemberOf,
  objectInPath,
  refers,
  resourceInPath,
  resources,
  type ObjectKind,
} from './object-kinds';
import { z } from './schemas';

/**
 * Names beside uuids and in place of them. A member is known by its name, wherever it stands: `owner` is always a user.
 * Requests may give the name instead of the uuid; answers have the name in the member behind, `ownerName`, where their
 * schema has one. A request may give that back: it is left out.
 */

type Names = ReadonlyMap<string, string>;

/** Looks objects up by uuid, or by name. Two behind a name mean that it is ambiguous. */
export interface ObjectNames {
  namesOf(kind: ObjectKind, uuids: readonly string[]): Promise<Names>;
  candidatesOf(kind: ObjectKind, name: string, limit: number): Promise<readonly Candidate[]>;
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A uuid that no object has. */
const nobody = '00000000-0000-4000-8000-000000000000';
const longestName = 200;
/** Look-ups of one request; who names more has the uuids of them. */
const mostNames = 200;

/** What a request gives before it is checked. */
export interface RawRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface RequestSchemas {
  readonly path: string;
  readonly params?: ZodType | undefined;
  readonly query?: ZodType | undefined;
  readonly body?: ZodType | undefined;
}

/** A request as far as its names mean something. */
export interface LookedUp {
  /** Where a name means nothing or several things stands a uuid that nothing has, so that the rest can be checked. */
  readonly request: RawRequest;
  /** `unknown_name` or `ambiguous_name` at each. */
  readonly faults: readonly Fault[];
}

/**
 * Puts uuids in the place of names, where the schema asks for the uuid of an object. Names of what the caller may not
 * read are not looked up. Throws `not_found` and `ambiguous_name` for the path, and `validation_failed` for more names
 * than are looked up.
 */
export function createNameLookup(route: RequestSchemas, names: ObjectNames) {
  const query = mayRefer(route.query) ? route.query : undefined;
  const body = mayRefer(route.body) ? route.body : undefined;

  return async function lookUp(raw: RawRequest, permissions: ReadonlySet<Permission>): Promise<LookedUp> {
    const found: { readonly kind: ObjectKind; readonly name: string; readonly pointer: string }[] = [];
    const note = ofNames((kind, name, pointer) => {
      found.push({ kind, name, pointer });
      return name;
    });
    const ofPath = objectInPath(route.path, raw.params);
    const id = ofPath === undefined ? undefined : raw.params[ofPath.parameter];
    if (ofPath !== undefined && isName(id)) note.replace(ofPath.kind, id, '/path');
    const implied = resourceInPath(raw.params);
    const asRead = {
      ...raw,
      query: replaceIn(query, raw.query, undefined, '/query', note, implied) as RawRequest['query'],
      body: replaceIn(body, raw.body, undefined, '', note),
    };
    if (found.length === 0) return { request: asRead, faults: [] };
    if (found.length > mostNames) {
      const detail = `at most ${mostNames} names are looked up; send uuids instead`;
      throw validationFailed([{ pointer: found[mostNames]!.pointer, code: 'too_many_names', detail }]);
    }
    const uuids = new Map<string, string>();
    const faults: Fault[] = [];
    for (const { kind, name, pointer } of found) {
      if (uuids.has(`${kind} ${name}`)) continue;
      const { noun, permission } = kinds[kind];
      const matches = permissions.has(permission)
        ? await names.candidatesOf(kind, name.normalize('NFC').trim(), candidatesNeeded)
        : [];
      if (matches.length === 1) uuids.set(`${kind} ${name}`, matches[0]!.uuid);
      else if (matches.length > 1) {
        if (pointer === '/path') throw ambiguousName(noun, matches);
        faults.push({ pointer, code: 'ambiguous_name', detail: ambiguityOf(noun, matches) });
      } else if (pointer === '/path') throw new CertloomError('not_found', `There is no such ${noun}.`);
      else faults.push({ pointer, code: 'unknown_name', detail: `there is no ${noun} of this name that you may read` });
    }
    const uuidOf = (kind: ObjectKind, name: string) => uuids.get(`${kind} ${name}`) ?? nobody;
    const known = ofNames(uuidOf);
    const request = {
      params:
        ofPath !== undefined && isName(id)
          ? { ...raw.params, [ofPath.parameter]: uuidOf(ofPath.kind, id) }
          : raw.params,
      query: replaceIn(query, raw.query, undefined, '/query', known, implied) as RawRequest['query'],
      body: replaceIn(body, raw.body, undefined, '', known),
    };
    return { request, faults };
  };
}

/** Whether a schema has members that refer to something, at whatever depth: others cost nothing. */
function mayRefer(schema: ZodType | undefined): boolean {
  if (schema === undefined) return false;
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodUnion) return (plain.options as readonly ZodType[]).some(mayRefer);
  if (plain instanceof z.ZodArray) return mayRefer(plain.element as ZodType);
  if (!(plain instanceof z.ZodObject)) return false;
  const shape: Readonly<Record<string, ZodType>> = plain.shape;
  return Object.entries(shape).some(([member, value]) => refers(member) || mayRefer(value));
}

/** What is replaced by what: names by uuids, or the other way round. */
interface Exchange {
  readonly takes: (value: unknown) => value is string;
  /** Where a text may be something else than a uuid, what fits already stays as it is. */
  readonly keepsWhatFits: boolean;
  readonly replace: (kind: ObjectKind, text: string, pointer: string) => string;
}

function ofNames(replace: Exchange['replace']): Exchange {
  return { takes: isName, keepsWhatFits: true, replace };
}

/** Puts names in the place of uuids in a body, as a request may have them; a uuid without a name stays. */
export async function namesInPlace(
  schema: ZodType | undefined,
  body: unknown,
  namesOf: ObjectNames['namesOf'],
): Promise<unknown> {
  const wanted = new Map<ObjectKind, Set<string>>();
  const exchange = (replace: Exchange['replace']): Exchange => ({ takes: isUuid, keepsWhatFits: false, replace });
  const note = exchange((kind, uuid) => {
    wanted.set(kind, (wanted.get(kind) ?? new Set()).add(uuid));
    return uuid;
  });
  replaceIn(schema, body, undefined, '', note);
  const known = new Map<ObjectKind, Names>();
  for (const [kind, uuids] of wanted) known.set(kind, await namesOf(kind, [...uuids]));
  const named = exchange((kind, uuid) => known.get(kind)?.get(uuid) ?? uuid);
  return replaceIn(schema, body, undefined, '', named);
}

/**
 * A copy in which names stand replaced, and those beside uuids are left out, as far as the schema goes; what does not fit
 * it stays for the check.
 */
function replaceIn(
  schema: ZodType | undefined,
  value: unknown,
  kind: ObjectKind | undefined,
  at: string,
  exchange: Exchange,
  implied: Readonly<Record<string, unknown>> = {},
): unknown {
  if (schema === undefined || value === undefined || value === null) return value;
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodUnion) {
    const options = plain.options as readonly ZodType[];
    if (
      exchange.keepsWhatFits &&
      typeof value === 'string' &&
      options.some((option) => option.safeParse(value).success)
    )
      return value;
    return options.reduce<unknown>((result, option) => replaceIn(option, result, kind, at, exchange), value);
  }
  if (plain instanceof z.ZodArray) {
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown, index) =>
      replaceIn(plain.element as ZodType, item, kind, `${at}/${index}`, exchange),
    );
  }
  if (plain instanceof z.ZodObject) {
    if (typeof value !== 'object' || Array.isArray(value)) return value;
    const shape = plain.shape as Readonly<Record<string, ZodType>>;
    const object = value as Readonly<Record<string, unknown>>;
    // A name alone is no way to set what it names: it stays, and the check says that nobody knows it.
    const given = Object.keys(shape).filter((member) => refers(member) && Object.hasOwn(object, member));
    const beside = new Set([...spotsOf(shape), ...given].map(nameMemberOf));
    return Object.fromEntries(
      Object.entries(object)
        .filter(([name]) => !beside.has(name))
        .map(([name, inner]) => [
          name,
          !Object.hasOwn(shape, name)
            ? inner
            : name === 'place' && typeof inner === 'string'
              ? replaceInPlace(inner, `${at}/${name}`, exchange)
              : replaceIn(shape[name], inner, kindOf(name, { ...implied, ...object }), `${at}/${name}`, exchange),
        ]),
    );
  }
  return kind !== undefined && exchange.takes(value) && takesUuids(plain) ? exchange.replace(kind, value, at) : value;
}

/** Of `groups/<name>` the name. */
function replaceInPlace(place: string, at: string, exchange: Exchange): string {
  const slash = place.indexOf('/');
  const [resource, name] = [place.slice(0, Math.max(slash, 0)), place.slice(slash + 1)];
  const kind = Object.hasOwn(resources, resource) ? resources[resource] : undefined;
  return kind !== undefined && exchange.takes(name) ? `${resource}/${exchange.replace(kind, name, at)}` : place;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longestName && !uuidText.test(value);
}

function isUuid(value: unknown): value is string {
  return typeof value === 'string' && uuidText.test(value);
}

/** Whether a schema is that of a uuid: it takes one, and no other text. */
function takesUuids(schema: ZodType): boolean {
  return !schema.safeParse('x').success && schema.safeParse(nobody).success;
}

function unwrapped(schema: ZodType): ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault
    ? unwrapped(schema.unwrap() as ZodType)
    : schema;
}

/** Where an answer has names beside its uuids. */
interface Places {
  /** Members with uuids. */
  readonly spots: readonly string[];
  readonly inner: ReadonlyMap<string, Places>;
}

/** Adds the names to an answer whose schema has members for them; null where the caller may not know, or nobody does. */
export function createNameWriter(schema: ZodType | undefined, names: ObjectNames) {
  const places = schema === undefined ? undefined : placesOf(schema);
  if (places === undefined) return undefined;
  return async function write(body: unknown, permissions: ReadonlySet<Permission>): Promise<unknown> {
    const wanted = new Map<ObjectKind, Set<string>>();
    visit(places, body, (kind, uuid) => {
      wanted.set(kind, (wanted.get(kind) ?? new Set()).add(uuid));
      return null;
    });
    const known = new Map<ObjectKind, Names>();
    for (const [kind, uuids] of wanted) {
      if (permissions.has(kinds[kind].permission)) known.set(kind, await names.namesOf(kind, [...uuids]));
    }
    return visit(places, body, (kind, uuid) => known.get(kind)?.get(uuid) ?? null);
  };
}

function placesOf(schema: ZodType): Places | undefined {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodArray) return placesOf(plain.element as ZodType);
  if (plain instanceof z.ZodUnion) {
    // An object or null.
    const objects = (plain.options as readonly ZodType[]).filter((option) => !(option instanceof z.ZodNull));
    return objects.length === 1 ? placesOf(objects[0]!) : undefined;
  }
  if (!(plain instanceof z.ZodObject)) return undefined;
  const shape = plain.shape as Readonly<Record<string, ZodType>>;
  const spots = spotsOf(shape);
  const inner = new Map(
    Object.entries(shape).flatMap(([member, value]) => {
      const places = placesOf(value);
      return places === undefined ? [] : [[member, places] as const];
    }),
  );
  return spots.length === 0 && inner.size === 0 ? undefined : { spots, inner };
}

/** Members with uuids that have a member for the name. */
function spotsOf(shape: Readonly<Record<string, ZodType>>): string[] {
  return Object.keys(shape).filter((member) => refers(member) && Object.hasOwn(shape, nameMemberOf(member)));
}

function visit(places: Places, value: unknown, nameOf: (kind: ObjectKind, uuid: string) => string | null): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => visit(places, item, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  const added = places.spots
    .filter((member) => Object.hasOwn(object, member))
    .map((member) => {
      const ids = object[member];
      const kind = kindOf(member, object);
      const one = (id: unknown) => (typeof id === 'string' && kind !== undefined ? nameOf(kind, id) : null);
      return [nameMemberOf(member), Array.isArray(ids) ? ids.map(one) : one(ids)] as const;
    });
  const inner = [...places.inner].flatMap(([member, within]) =>
    Object.hasOwn(object, member) ? [[member, visit(within, object[member], nameOf)] as const] : [],
  );
  return { ...object, ...Object.fromEntries(inner), ...Object.fromEntries(added) };
}

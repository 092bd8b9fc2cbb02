import {
  isAttributeOf,
  isSecretType,
  type AttributeContent,
  type AttributeDefinition,
  type AttributeValue,
  type AttributeValues,
} from '../attributes/attribute';
import { isSealed } from '../attributes/sealed';
import { readAttributeContent } from '../attributes/values';
import { isBlank } from '../values/json';
import type { Categories, MetadataEntry } from '../certificates/certificate';
import type { Resource } from '../events/catalogue';
import type { User } from '../identity/user';
import type { Actor } from '../identity/actor';
import type { Group } from '../identity/group';
import type { RaProfile } from '../authorities/ra-profile';
import type { CategorisingAction, SetCustomAttribute, SetGroups, SetOwner, SetRaProfile } from './action';
import { copiedProperty, copyFault } from './copied-property';
import { isForResource } from './resources';

/** What categorising actions may look up. */
export interface Directory {
  readonly groups: ReadonlyMap<string, Pick<Group, 'uuid' | 'name'>>;
  readonly raProfiles: ReadonlyMap<string, Pick<RaProfile, 'uuid' | 'name' | 'enabled'>>;
  readonly users: ReadonlyMap<string, Pick<User, 'uuid' | 'username' | 'enabled'>>;
  readonly attributesByName: ReadonlyMap<string, AttributeDefinition>;
}

export interface ApplyContext {
  /** Kind of the subject that is changed. */
  readonly resource: Resource;
  readonly directory: Directory;
  readonly actor: Actor;
  /** Values that win over stored ones when an attribute is copied: those of the upload request. */
  readonly requestAttributes: AttributeValues;
  readonly metadata: readonly MetadataEntry[];
  /** A property of the subject as it is by now. */
  readonly property: (field: string) => unknown;
}

export type Applied =
  | { readonly categories: Categories; readonly changed: boolean; readonly before: unknown; readonly after: unknown }
  | { readonly errorCode: string; readonly message: string };

/** The change of one categorising action on the subject's categories. Pure; an action that changes nothing says so. */
export function applyAction(action: CategorisingAction, categories: Categories, context: ApplyContext): Applied {
  if (!isForResource(action.type, context.resource)) {
    return { errorCode: 'action_not_for_resource', message: `${action.type} does not work on ${context.resource}` };
  }
  switch (action.type) {
    case 'setGroups':
      return setGroups(action, categories, context);
    case 'setRaProfile':
      return setRaProfile(action, categories, context);
    case 'setOwner':
      return setOwner(action, categories, context);
    case 'setCustomAttribute':
      return setCustomAttribute(action, categories, context);
  }
}

function setGroups(action: SetGroups, categories: Categories, { directory }: ApplyContext): Applied {
  const missing = action.groups.find((uuid) => !directory.groups.has(uuid));
  if (missing !== undefined && action.mode !== 'remove') return gone('group', missing);
  const next = new Set(action.mode === 'replace' ? [] : categories.groups);
  for (const uuid of action.groups) {
    if (action.mode === 'remove') next.delete(uuid);
    else next.add(uuid);
  }
  const groups = [...next].sort();
  const changed =
    groups.length !== categories.groups.length || groups.some((uuid, index) => uuid !== categories.groups[index]);
  const named = (uuids: readonly string[]) =>
    uuids.map((uuid) => ({ uuid, name: directory.groups.get(uuid)?.name ?? null }));
  return {
    categories: changed ? { ...categories, groups } : categories,
    changed,
    before: named(categories.groups),
    after: named(groups),
  };
}

function setRaProfile(action: SetRaProfile, categories: Categories, { directory }: ApplyContext): Applied {
  if (action.raProfile !== null) {
    const profile = directory.raProfiles.get(action.raProfile);
    if (profile === undefined) return gone('RA profile', action.raProfile);
    if (!profile.enabled)
      return { errorCode: 'ra_profile_disabled', message: `RA profile ${profile.name} is disabled` };
  }
  const named = (uuid: string | null) =>
    uuid === null ? null : { uuid, name: directory.raProfiles.get(uuid)?.name ?? null };
  const changed = categories.raProfile !== action.raProfile;
  return {
    categories: changed ? { ...categories, raProfile: action.raProfile } : categories,
    changed,
    before: named(categories.raProfile),
    after: named(action.raProfile),
  };
}

function setOwner(action: SetOwner, categories: Categories, { directory, actor }: ApplyContext): Applied {
  const owner = action.owner === '$actor' ? actor.uuid : action.owner;
  if (action.owner === '$actor' && owner === null) {
    return {
      errorCode: 'target_missing',
      message: 'the event was caused by the system, which cannot own a certificate',
    };
  }
  if (owner !== null && !directory.users.has(owner)) return gone('user', owner);
  const named = (uuid: string | null) =>
    uuid === null ? null : { uuid, name: directory.users.get(uuid)?.username ?? null };
  const changed = categories.owner !== owner;
  return {
    categories: changed ? { ...categories, owner } : categories,
    changed,
    before: named(categories.owner),
    after: named(owner),
  };
}

function setCustomAttribute(action: SetCustomAttribute, categories: Categories, context: ApplyContext): Applied {
  const definition = context.directory.attributesByName.get(action.attribute);
  if (definition === undefined) return gone('custom attribute', action.attribute);
  if (!isAttributeOf(definition, context.resource)) {
    return {
      errorCode: 'invalid_value',
      message: `custom attribute ${definition.name} is not for ${context.resource}`,
    };
  }
  const source = contentOf(action, definition, categories, context);
  if ('errorCode' in source) return source;
  const current = categories.attributes[definition.uuid];
  const { [definition.uuid]: _old, ...others } = categories.attributes;
  const next: AttributeValue | undefined =
    source.content === null || source.content.length === 0
      ? undefined
      : { name: definition.name, contentType: definition.contentType, content: source.content };
  const before = shown(current);
  const after = shown(next);
  const changed = JSON.stringify(current?.content ?? null) !== JSON.stringify(next?.content ?? null);
  const attributes = next === undefined ? others : { ...others, [definition.uuid]: next };
  return { categories: changed ? { ...categories, attributes } : categories, changed, before, after };
}

/** The value an action asks for: given, cleared (null) or copied. */
function contentOf(
  action: SetCustomAttribute,
  definition: AttributeDefinition,
  categories: Categories,
  context: ApplyContext,
): { readonly content: readonly AttributeContent[] | null } | { readonly errorCode: string; readonly message: string } {
  if (action.copyFrom === undefined) {
    if (action.content === undefined || action.content === null) return { content: null };
    const isSecret = isSecretType(definition.contentType);
    const given = isSealed(action.content);
    if (given !== isSecret && !action.content.every(({ data }) => isBlank(data))) {
      return { errorCode: 'type_changed', message: secrecyChanged(definition.name, given) };
    }
    if (given) return { content: action.content as readonly AttributeContent[] };
    const read = readAttributeContent(action.content, definition, '/content');
    if ('faults' in read) return { errorCode: 'invalid_value', message: read.faults[0]?.detail ?? 'value not allowed' };
    return { content: read.content };
  }
  const { source, field } = action.copyFrom;
  if (source === 'property') {
    const misfit = copyFault(field, context.resource, definition);
    if (misfit !== undefined) return { errorCode: 'type_changed', message: misfit.detail };
    return copiedProperty(field, context.property(field), definition);
  }
  if (source === 'meta') {
    // Metadata is not sealed, and deciding seals nothing.
    if (isSecretType(definition.contentType)) {
      return {
        errorCode: 'invalid_value',
        message: `custom attribute ${definition.name} takes no metadata: it is a secret`,
      };
    }
    const entries = context.metadata.filter((entry) => entry.name === field);
    const entry = entries.find((candidate) => candidate.contentType === definition.contentType);
    if (entry === undefined || entry.data.length === 0) {
      return entries.length === 0
        ? { errorCode: 'copy_source_missing', message: `metadata ${field} is absent` }
        : { errorCode: 'type_changed', message: `metadata ${field} has another content type than ${definition.name}` };
    }
    const read = readAttributeContent(
      entry.data.map((data) => ({ data })),
      definition,
      '/copyFrom',
    );
    if ('faults' in read) return { errorCode: 'invalid_value', message: read.faults[0]?.detail ?? 'value not allowed' };
    return { content: read.content };
  }
  const from = context.directory.attributesByName.get(field);
  const value = from && (context.requestAttributes[from.uuid] ?? categories.attributes[from.uuid]);
  if (value === undefined || value.content.length === 0) {
    return { errorCode: 'copy_source_missing', message: `custom attribute ${field} is absent` };
  }
  if (value.contentType !== definition.contentType) {
    return {
      errorCode: 'type_changed',
      message: `custom attribute ${field} has another content type than ${definition.name}`,
    };
  }
  return { content: value.content };
}

function gone(kind: string, what: string): Applied & { readonly errorCode: string } {
  return { errorCode: 'target_missing', message: `${kind} ${what} does not exist any more` };
}

function secrecyChanged(name: string, wasSecret: boolean): string {
  const was = wasSecret ? 'the value is a secret and the attribute no longer is' : 'the attribute is a secret now';
  return `custom attribute ${name}: ${was}; save the trigger with a new value`;
}

/** JSON-safe and without secrets, for the firing's record. */
function shown(value: AttributeValue | undefined): unknown {
  if (value === undefined) return null;
  if (isSecretType(value.contentType) || isSealed(value.content)) return '[secret]';
  return value.content.map(({ data, reference }) => ({
    data: data instanceof Date ? data.toISOString() : data,
    ...(reference === undefined ? {} : { reference }),
  }));
}

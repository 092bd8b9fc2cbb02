import type { AttributeDefinition } from '../../domain/attributes/attribute';
import type { Trigger } from '../../domain/triggers/trigger';
import type { Upcoming, UpcomingKind } from '../http/upcoming';

type Json = Readonly<Record<string, unknown>>;

/** Lists of a picture of the directory, and what they hold by what. */
const lists: Readonly<Record<string, readonly [UpcomingKind, string]>> = {
  users: ['user', 'uuid'],
  usersByName: ['user', 'username'],
  roles: ['role', 'uuid'],
  rolesByName: ['role', 'name'],
  groups: ['group', 'uuid'],
  groupsByName: ['group', 'name'],
  raProfiles: ['raProfile', 'uuid'],
  raProfilesByName: ['raProfile', 'name'],
  attributes: ['customAttribute', 'uuid'],
  attributesByName: ['customAttribute', 'name'],
};

export interface PlannedUpcoming extends Upcoming {
  /** An object will be there, or will be another one. What it will be may be told later. */
  put(kind: UpcomingKind, object: Json & { readonly uuid: string }, name: string): void;
  /** An object will refer to what its request says, and to nothing else. */
  changes(id: string, request: Json): void;
  /** An object is deleted; by its uuid, or by what else it is known. */
  remove(id: string): void;
}

/** What the documents of an import come to, as far as they have been looked at. */
export function createUpcoming(): PlannedUpcoming {
  const objects = new Map<UpcomingKind, Map<string, Json>>();
  const names = new Map<string, Json>();
  const removed = new Set<string>();
  const requests = new Map<string, string>();
  /** By the picture that they are made of; made again when something is added. */
  let pictures = new WeakMap<object, object>();
  const of = (kind: UpcomingKind) => objects.get(kind) ?? new Map<string, Json>();
  // Requests and objects of these kinds have the same members.
  const attributes = () => [...of('customAttribute').values()] as unknown as AttributeDefinition[];
  const triggers = () => of('trigger') as ReadonlyMap<string, unknown> as ReadonlyMap<string, Trigger>;

  return {
    put(kind, object, name) {
      objects.set(kind, of(kind).set(object.uuid, object));
      names.set(`${kind} ${name}`, object);
      pictures = new WeakMap();
    },
    changes: (id, request) => void requests.set(id, JSON.stringify(request)),
    remove: (id) => void removed.add(id),

    has: (kind, uuid) => of(kind).has(uuid),
    find: (kind, given) => of(kind).get(given) ?? names.get(`${kind} ${given}`),
    pictured<P extends object>(picture: P): P {
      const made = pictures.get(picture);
      if (made !== undefined) return made as P;
      const merged = Object.entries(picture).map(([list, map]: [string, ReadonlyMap<string, unknown>]) => {
        const [kind, key] = lists[list] ?? [];
        if (kind === undefined || key === undefined) return [list, map];
        return [list, new Map([...map, ...[...of(kind).values()].map((one) => [one[key], one] as [string, unknown])])];
      });
      const whole = Object.fromEntries(merged) as P;
      pictures.set(picture, whole);
      return whole;
    },
    attributes(before) {
      const after = attributes();
      const replaced = new Set(after.map(({ uuid }) => uuid));
      return [...before.filter(({ uuid }) => !replaced.has(uuid)), ...after];
    },
    triggers: (uuids) => uuids.flatMap((uuid) => triggers().get(uuid) ?? []),
    letsGo(user, { uuid, name }) {
      if (removed.has(user)) return true;
      const request = requests.get(user);
      return request !== undefined && ![uuid, name].some((one) => request.includes(JSON.stringify(one)));
    },
  };
}

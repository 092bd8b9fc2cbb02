import { randomUUID } from 'node:crypto';
import type { Permission } from '../../domain/identity/permissions';
import { kinds, type ObjectKind } from '../http/object-kinds';
import type { ObjectNames } from '../http/object-names';

export interface PlannedNames extends ObjectNames {
  /** From now on the name means something, though nothing has it yet: the uuid that is returned. */
  plan(kind: ObjectKind, name: string): string;
}

/** Names as a caller may see them, and those of objects that an import is about to create, under uuids of their own. */
export function createPlannedNames(names: ObjectNames, permissions: ReadonlySet<Permission>): PlannedNames {
  const uuids = new Map<string, string>();
  const planned = new Map<string, string>();
  const key = (kind: ObjectKind, name: string) => `${kind} ${name.normalize('NFC').trim()}`;
  return {
    plan(kind, name) {
      const uuid = uuids.get(key(kind, name)) ?? randomUUID();
      uuids.set(key(kind, name), uuid);
      planned.set(uuid, name);
      return uuid;
    },
    async namesOf(kind, wanted) {
      const found = permissions.has(kinds[kind].permission) ? await names.namesOf(kind, wanted) : undefined;
      return new Map(
        wanted.flatMap((uuid) => {
          const name = planned.get(uuid) ?? found?.get(uuid);
          return name === undefined ? [] : [[uuid, name] as const];
        }),
      );
    },
    async candidatesOf(kind, name, limit) {
      const found = await names.candidatesOf(kind, name, limit);
      const uuid = uuids.get(key(kind, name));
      return found.length > 0 || uuid === undefined ? found : [{ uuid }];
    },
  };
}

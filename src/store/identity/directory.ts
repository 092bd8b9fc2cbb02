import type { Connection } from 'mongoose';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { permissionsGranted } from '../../domain/identity/roles';
import type { Role, User } from '../../domain/identity/user';
import type { Group } from '../../domain/identity/group';
import type { Permission } from '../../domain/identity/permissions';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { changesOf, type ChangedCollection } from '../database/changes';
import { createCustomAttributeStore } from '../attributes/custom-attributes';
import { createGroupStore } from './groups';
import { createRaProfileStore } from '../authorities/ra-profiles';
import { createRoleStore } from './roles';
import { createUserStore } from './users';

/** Everything that names are resolved in, as it was at one moment. By uuid, and by name. */
export interface DirectorySnapshot {
  readonly users: ReadonlyMap<string, User>;
  readonly usersByName: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly rolesByName: ReadonlyMap<string, Role>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly groupsByName: ReadonlyMap<string, Group>;
  readonly raProfiles: ReadonlyMap<string, RaProfile>;
  readonly raProfilesByName: ReadonlyMap<string, RaProfile>;
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  readonly attributesByName: ReadonlyMap<string, AttributeDefinition>;
}

/** What a picture is made of. */
export interface DirectoryLists {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly groups: readonly Group[];
  readonly raProfiles: readonly RaProfile[];
  readonly attributes: readonly AttributeDefinition[];
}

interface Kept {
  readonly snapshot: DirectorySnapshot;
  readonly revision: number;
  readonly readAt: number;
  checkedAt: number;
}

const pictured: ReadonlySet<ChangedCollection> = new Set([
  'users',
  'roles',
  'groups',
  'ra_profiles',
  'custom_attributes',
]);

/** After this long the content is read again whatever the revision says: a process may die between write and number. */
const maxAgeMs = 60_000;

/** The picture of what is listed, by uuid and by name. */
export function snapshotOf({ users, roles, groups, raProfiles, attributes }: DirectoryLists): DirectorySnapshot {
  return {
    users: by(users, ({ uuid }) => uuid),
    usersByName: by(users, ({ username }) => username),
    roles: by(roles, ({ uuid }) => uuid),
    rolesByName: by(roles, ({ name }) => name),
    groups: by(groups, ({ uuid }) => uuid),
    groupsByName: by(groups, ({ name }) => name),
    raProfiles: by(raProfiles, ({ uuid }) => uuid),
    raProfilesByName: by(raProfiles, ({ name }) => name),
    attributes: by(attributes, ({ uuid }) => uuid),
    attributesByName: by(attributes, ({ name }) => name),
  };
}

/**
 * A picture of users, roles, groups, RA profiles and custom attributes for those who resolve names often. At most
 * `ttlMs` (1 s) old; within that time it costs nothing, after it one look at the revision, and only a changed revision
 * reads the collections again. Writes of this process are seen at once.
 */
export function createDirectory(db: Connection, { ttlMs = 1_000 }: { readonly ttlMs?: number } = {}) {
  const changes = changesOf(db);
  const stores = {
    users: createUserStore(db),
    roles: createRoleStore(db),
    groups: createGroupStore(db),
    raProfiles: createRaProfileStore(db),
    attributes: createCustomAttributeStore(db),
  };
  let kept: Kept | undefined;
  let running: Promise<DirectorySnapshot> | undefined;
  changes.onChange((collection) => {
    if (!pictured.has(collection)) return;
    kept = undefined;
    running = undefined;
  });

  async function read(): Promise<DirectorySnapshot> {
    const [users, roles, groups, raProfiles, attributes] = await Promise.all([
      stores.users.all(),
      stores.roles.all(),
      stores.groups.all(),
      stores.raProfiles.all(),
      stores.attributes.all(),
    ]);
    return snapshotOf({ users, roles, groups, raProfiles, attributes });
  }

  async function refresh(): Promise<DirectorySnapshot> {
    const now = performance.now();
    const revision = await changes.revision();
    if (kept !== undefined && kept.revision === revision && now - kept.readAt < maxAgeMs) {
      kept.checkedAt = now;
      return kept.snapshot;
    }
    const snapshot = await read();
    return remember({ snapshot, revision, readAt: now, checkedAt: now });
  }

  function remember(fresh: Kept): DirectorySnapshot {
    kept = fresh;
    return fresh.snapshot;
  }

  async function snapshot(): Promise<DirectorySnapshot> {
    if (kept !== undefined && performance.now() - kept.checkedAt <= ttlMs) return kept.snapshot;
    if (running !== undefined) return running;
    const search: Promise<DirectorySnapshot> = refresh().finally(() => {
      if (running === search) running = undefined;
      // A write of this process came in between: what was read may be older than it.
      else kept = undefined;
    });
    running = search;
    return search;
  }

  return {
    snapshot,

    /** What a user may do now; undefined when there is no such user or it is disabled. */
    async permissionsOf(userUuid: string): Promise<ReadonlySet<Permission> | undefined> {
      const { users, roles } = await snapshot();
      const user = users.get(userUuid);
      return user?.enabled === true ? permissionsGranted(user, roles.values()) : undefined;
    },
  };
}

export type DirectoryStore = ReturnType<typeof createDirectory>;

function by<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [key(item), item]));
}

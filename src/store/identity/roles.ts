import { trusted, type Connection } from 'mongoose';
import { builtInRoles, isPermission } from '../../domain/identity/roles';
import type { Role } from '../../domain/identity/user';
import { changesOf } from '../database/changes';
import { isDuplicateKey, modelOf } from '../database/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

interface RoleDocument extends NamedDocument {
  readonly description: string;
  readonly permissions: readonly string[];
  readonly builtIn: boolean;
}

const schema = namedSchema<RoleDocument>({
  description: { type: String, default: '' },
  permissions: { type: [String], required: true },
  builtIn: { type: Boolean, required: true },
});

/** Roles. Permissions that this release does not know are kept but grant nothing. */
export function createRoleStore(db: Connection) {
  const model = modelOf(db, 'roles', schema);
  const changes = changesOf(db);
  return {
    ...createNamedStore<RoleDocument, Role>(db, 'roles', schema, { noun: 'a role' }, (rows) => rows.map(toRole)),

    /** Writes the built-in roles as this release has them. Safe to repeat, also by several processes at once. */
    async ensureBuiltIn(): Promise<void> {
      for (const { uuid, ...role } of builtInRoles) {
        const permissions = [...role.permissions];
        const present = await model.findOne({ _id: uuid, name: role.name, description: role.description }).lean();
        if (present !== null && sameSet(present.permissions, permissions)) continue;
        await makeRoom(uuid, role.name);
        await write(uuid, { ...role, permissions });
        await changes.announce('roles');
      }
    },
  };

  async function write(uuid: string, role: Omit<RoleDocument, '_id' | 'revision'>): Promise<void> {
    try {
      await model.updateOne({ _id: uuid }, { $set: role, $inc: { revision: 1 } }, { upsert: true });
    } catch (error) {
      // Another process that starts inserted the same.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** A role of people's own that has the name of a built-in one gives it up. */
  async function makeRoom(uuid: string, name: string): Promise<void> {
    await model.updateOne(
      { name, _id: trusted({ $ne: uuid }) },
      { $set: { name: `${name} (${uuid.slice(-2)})` }, $inc: { revision: 1 } },
    );
  }
}

export type RoleStore = ReturnType<typeof createRoleStore>;

function toRole({ _id, name, description, permissions, builtIn, revision }: RoleDocument): Role {
  return { uuid: _id, name, description, permissions: permissions.filter(isPermission), builtIn, revision };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

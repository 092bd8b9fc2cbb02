import { trusted, type Connection } from 'mongoose';
import type { User } from '../../domain/identity/user';
import { modelOf } from '../database/connection';
import { createGroupStore } from './groups';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

interface UserDocument extends NamedDocument {
  readonly displayName: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly enabled: boolean;
}

const schema = namedSchema<UserDocument>({
  displayName: { type: String, default: '' },
  email: { type: String, default: null },
  roles: { type: [String], required: true },
  enabled: { type: Boolean, required: true },
});
schema.index({ roles: 1 });

/** Users. The username is stored as `name`; `groups` of a user come from the groups' members. */
export function createUserStore(db: Connection) {
  const model = modelOf(db, 'users', schema);
  const groups = createGroupStore(db);

  async function toUsers(rows: readonly UserDocument[]): Promise<User[]> {
    const found = await groups.byMembers(rows.map(({ _id }) => _id));
    return rows.map((row) => ({
      uuid: row._id,
      username: row.name,
      displayName: row.displayName,
      email: row.email,
      roles: row.roles,
      groups: found.filter(({ members }) => members.includes(row._id)).map(({ uuid }) => uuid),
      enabled: row.enabled,
      revision: row.revision,
    }));
  }

  return {
    ...createNamedStore<UserDocument, User>(db, 'users', schema, { noun: 'a user', member: 'username' }, toUsers),

    /** Users with one of these roles, enabled or not. */
    async withRoles(roleUuids: readonly string[]): Promise<User[]> {
      if (roleUuids.length === 0) return [];
      return toUsers(await model.find({ roles: trusted({ $in: [...new Set(roleUuids)] }) }).lean());
    },
  };
}

export type UserStore = ReturnType<typeof createUserStore>;

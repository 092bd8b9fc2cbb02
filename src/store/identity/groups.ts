import { trusted, type Connection } from 'mongoose';
import type { Group } from '../../domain/identity/group';
import { changesOf } from '../database/changes';
import { modelOf } from '../database/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

interface GroupDocument extends NamedDocument {
  readonly description: string;
  readonly email: string | null;
  readonly members: readonly string[];
  readonly renewalNote?: string | null;
}

const schema = namedSchema<GroupDocument>({
  description: { type: String, default: '' },
  email: { type: String, default: null },
  members: { type: [String], required: true },
  renewalNote: { type: String, default: null },
});
schema.index({ members: 1 });

/** Groups. Membership is kept here only: a user's `groups` are read from it. */
export function createGroupStore(db: Connection) {
  const model = modelOf(db, 'groups', schema);
  const changes = changesOf(db);
  return {
    ...createNamedStore<GroupDocument, Group>(db, 'groups', schema, { noun: 'a group' }, (rows) => rows.map(toGroup)),

    /** Groups that have one of these users as a member. */
    async byMembers(userUuids: readonly string[]): Promise<Group[]> {
      if (userUuids.length === 0) return [];
      const rows = await model.find({ members: trusted({ $in: [...new Set(userUuids)] }) }).lean();
      return rows.map(toGroup);
    },

    /** Takes a deleted user out of every group. */
    async removeMember(userUuid: string): Promise<void> {
      const { modifiedCount } = await model.updateMany(
        { members: userUuid },
        { $pull: { members: userUuid }, $inc: { revision: 1 } },
      );
      if (modifiedCount > 0) await changes.announce('groups');
    },
  };
}

export type GroupStore = ReturnType<typeof createGroupStore>;

function toGroup({ _id, name, description, email, members, renewalNote, revision }: GroupDocument): Group {
  return { uuid: _id, name, description, email, members, renewalNote: renewalNote ?? null, revision };
}

import { Schema, type Connection } from 'mongoose';
import type { Member } from '../../domain/collections/change';
import { collectionOf, filterOf } from '../database/collection';
import { modelOf } from '../database/connection';

interface MemberDocument extends Member {
  readonly _id: string;
}

const schema = new Schema<MemberDocument>(
  {
    ...{ _id: String, collectionId: String, certificateId: String, since: Date, revision: Number },
    snapshot: Schema.Types.Mixed,
  },
  { versionKey: false, strict: 'throw' },
);

/** Ids of one collection stand together, so that no further index is needed. */
const idOf = (collectionId: string, certificateId: string) => `${collectionId}:${certificateId}`;
const allOf = (collectionId: string) => ({ $gt: `${collectionId}:`, $lt: `${collectionId};` });

/** Which certificates collections had when they were scanned last. What the changes say comes first; this follows them. */
export function createMembershipStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'collection_membership', schema));

  return {
    /** Those of these that are members. */
    async among(collectionId: string, certificates: readonly string[]): Promise<Set<string>> {
      if (certificates.length === 0) return new Set();
      const ids = certificates.map((one) => idOf(collectionId, one));
      const found = await rows.find({ _id: { $in: ids } }, { projection: { certificateId: 1 } }).toArray();
      return new Set(found.map(({ certificateId }) => certificateId));
    },

    /** In the order of their uuids, behind `after`. */
    async page(collectionId: string, after: string | null, limit: number): Promise<Member[]> {
      const behind = after === null ? {} : { $gt: idOf(collectionId, after) };
      const found = await rows
        .find({ _id: { ...allOf(collectionId), ...behind } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ collectionId: of, certificateId, since, revision, snapshot }) => ({
        ...{ collectionId: of, certificateId, since, revision, snapshot },
      }));
    },

    count: (collectionId: string): Promise<number> => rows.countDocuments({ _id: allOf(collectionId) }),

    /** A member that is there keeps the moment since when it is one. */
    async put(members: readonly Member[]): Promise<void> {
      if (members.length === 0) return;
      await rows.bulkWrite(
        members.map(({ collectionId, certificateId, since, revision, snapshot }) => ({
          updateOne: {
            filter: filterOf<MemberDocument>({ _id: idOf(collectionId, certificateId) }),
            update: { $set: { revision, snapshot }, $setOnInsert: { collectionId, certificateId, since } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },

    async remove(collectionId: string, certificates: readonly string[]): Promise<void> {
      if (certificates.length === 0) return;
      await rows.deleteMany({ _id: { $in: certificates.map((one) => idOf(collectionId, one)) } });
    },

    async removeAll(collectionId: string): Promise<void> {
      await rows.deleteMany({ _id: allOf(collectionId) });
    },
  };
}

export type MembershipStore = ReturnType<typeof createMembershipStore>;

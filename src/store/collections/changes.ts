import { Schema, type Connection } from 'mongoose';
import type { CollectionChange, CollectionChangeKind } from '../../domain/collections/change';
import { collectionOf, filterOf, newRows } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

interface ChangeDocument extends CollectionChange {
  readonly _id: string;
}

const schema = new Schema<ChangeDocument>(
  {
    ...{ _id: String, collectionId: String, seq: Number, certificateId: String, n: Number, change: String, at: Date },
    snapshot: Schema.Types.Mixed,
  },
  { versionKey: false, strict: 'throw' },
);
// Who reads along keeps a position in it; two scans that meet cannot give the same number.
schema.index({ collectionId: 1, seq: 1 }, { unique: true });
schema.index({ collectionId: 1, certificateId: 1, n: 1 }, { unique: true });

export interface ChangeFilter {
  readonly change?: CollectionChangeKind | undefined;
  readonly certificateId?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** What entered and left collections, in the order in which it was found: kept until all who read along have it. */
export function createCollectionChangeStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'collection_changes', schema));

  const filterFor = (collectionId: string, { change, certificateId, from, to }: ChangeFilter) => ({
    collectionId,
    ...(change === undefined ? {} : { change }),
    ...(certificateId === undefined ? {} : { certificateId }),
    ...(from === undefined && to === undefined
      ? {}
      : { at: { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) } }),
  });

  return {
    /** The highest number that is there; 0 without any. */
    async lastSeq(collectionId: string): Promise<number> {
      const [row] = await rows
        .find({ collectionId }, { projection: { seq: 1 } })
        .sort({ seq: -1 })
        .limit(1)
        .toArray();
      return row?.seq ?? 0;
    },

    /** How many changes each of these has had, as far as they are kept. */
    async lastOf(collectionId: string, certificates: readonly string[]): Promise<Map<string, number>> {
      if (certificates.length === 0) return new Map();
      const found = await rows
        .find({ collectionId, certificateId: { $in: [...certificates] } }, { projection: { certificateId: 1, n: 1 } })
        .toArray();
      const last = new Map<string, number>();
      for (const { certificateId, n } of found) last.set(certificateId, Math.max(n, last.get(certificateId) ?? 0));
      return last;
    },

    /** One after the other, in their order. False: somebody else has written one of them, and nothing behind it is written. */
    async append(changes: readonly CollectionChange[]): Promise<boolean> {
      if (changes.length === 0) return true;
      const documents = changes.map((one): ChangeDocument => ({
        ...one,
        _id: `${one.collectionId}:${one.certificateId}:${one.n}`,
      }));
      try {
        await rows.insertMany(newRows(documents), { ordered: true });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** In the order of their numbers, behind `seq`. */
    async behind(
      collectionId: string,
      seq: number,
      limit: number,
      { change }: Pick<ChangeFilter, 'change'> = {},
    ): Promise<CollectionChange[]> {
      const found = await rows
        .find({ collectionId, seq: { $gt: seq }, ...(change === undefined ? {} : { change }) })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    /** So many stand behind `seq`. */
    async countBehind(collectionId: string, seq: number, change: CollectionChangeKind): Promise<number> {
      return rows.countDocuments({ collectionId, seq: { $gt: seq }, change });
    },

    /** The newest first. @param before the last number of the page before */
    async list(
      collectionId: string,
      filter: ChangeFilter,
      before: number | undefined,
      limit: number,
    ): Promise<CollectionChange[]> {
      const found = await rows
        .find({ ...filterFor(collectionId, filter), ...(before === undefined ? {} : { seq: { $lt: before } }) })
        .sort({ seq: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (collectionId: string, filter: ChangeFilter): Promise<Count> =>
      countRows(rows, filterFor(collectionId, filter)),

    /** The number of the last change before this moment; 0 without one. */
    async seqBefore(collectionId: string, at: Date): Promise<number> {
      const [row] = await rows
        .find(filterOf<ChangeDocument>({ collectionId, at: { $lt: at } }), { projection: { seq: 1 } })
        .sort({ seq: -1 })
        .limit(1)
        .toArray();
      return row?.seq ?? 0;
    },

    /** Those up to this number that are older. */
    async removeRead(collectionId: string, upTo: number, olderThan: Date): Promise<void> {
      await rows.deleteMany({ collectionId, seq: { $lte: upTo }, at: { $lt: olderThan } });
    },

    async removeAll(collectionId: string): Promise<void> {
      await rows.deleteMany({ collectionId });
    },
  };
}

export type CollectionChangeStore = ReturnType<typeof createCollectionChangeStore>;

function fromDocument({ _id, ...change }: ChangeDocument): CollectionChange {
  return change;
}

import { Schema, type Connection } from 'mongoose';
import type { Condition } from '../../domain/conditions/tree';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** How far the scans of a collection are. */
export interface CollectionScan {
  readonly collectionId: string;
  /** The query that its members were found by. */
  readonly query: Condition | null;
  /** Its members are only being taken down: what is found or missing now is no change. */
  readonly isFirstLook: boolean;
  /** Changes up to this number are in the membership. */
  readonly settledSeq: number;
  /** Of the pass that is under way: its clock, and the mark of the inventory when it began. */
  readonly passAt: Date;
  readonly passMark: number;
  /** Of the last pass that came to its end: members and changes are as of this moment; null before the first. */
  readonly asOf: Date | null;
  readonly seenMark: number;
  readonly finishedAt: Date | null;
  readonly tookMs: number;
}

interface ScanDocument extends Omit<CollectionScan, 'collectionId'> {
  readonly _id: string;
}

const schema = new Schema<ScanDocument>(
  {
    ...{ _id: String, query: Schema.Types.Mixed, isFirstLook: Boolean, settledSeq: Number, passAt: Date },
    ...{ passMark: Number, asOf: Date, seenMark: Number, finishedAt: Date, tookMs: Number },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);

/** One row for each collection that is scanned. */
export function createCollectionScanStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'collection_scans', schema));

  return {
    async find(collectionId: string): Promise<CollectionScan | null> {
      const row = await rows.findOne({ _id: collectionId });
      return row === null ? null : fromDocument(row);
    },

    async all(): Promise<CollectionScan[]> {
      return (await rows.find({}).toArray()).map(fromDocument);
    },

    async put({ collectionId, ...scan }: CollectionScan): Promise<void> {
      await rows.updateOne({ _id: collectionId }, { $set: scan }, { upsert: true });
    },

    async settle(collectionId: string, settledSeq: number): Promise<void> {
      await rows.updateOne({ _id: collectionId }, { $max: { settledSeq } });
    },

    async remove(collectionId: string): Promise<void> {
      await rows.deleteOne({ _id: collectionId });
    },
  };
}

export type CollectionScanStore = ReturnType<typeof createCollectionScanStore>;

function fromDocument({ _id, ...scan }: ScanDocument): CollectionScan {
  return { ...scan, collectionId: _id };
}

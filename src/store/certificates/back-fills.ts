import { Schema, type Connection, type mongo } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { certificateModel } from './certificates';

interface DoneDocument {
  readonly _id: string;
  readonly doneAt: Date;
}

const schema = new Schema<DoneDocument>({ _id: String, doneAt: Date }, { versionKey: false, strict: 'throw' });

/**
 * What rows of an earlier release lack, and whether all have it by now: `back_fills` remembers that under the name of
 * the work.
 * @param gap matches the rows that are still without
 */
export function createBackFill<Row extends { readonly _id: string }>(
  db: Connection,
  work: string,
  gap: object,
  projection: mongo.Document,
) {
  const certificates = collectionOf(certificateModel(db));
  const done = collectionOf(modelOf(db, 'back_fills', schema));
  return {
    async areClosed(): Promise<boolean> {
      return (await done.findOne({ _id: work })) !== null;
    },

    /** To be called after a walk through all of it, which later starts need not make again. */
    async rememberClosed(at: Date): Promise<void> {
      await done.updateOne({ _id: work }, { $setOnInsert: { doneAt: at } }, { upsert: true });
    },

    /** Such certificates whose uuid begins with these hexadecimal digits, in no order. */
    async page(digits: string, limit: number): Promise<Row[]> {
      return certificates
        .find<Row>({ _id: { $gte: digits, $lt: `${digits}g` }, $and: [gap] }, { projection })
        .limit(limit)
        .toArray();
    },

    /** Sets what is still missing; gives how many were. Who was filled in or deleted meanwhile stays as it is. */
    async set(rows: readonly { readonly uuid: string; readonly fields: mongo.Document }[]): Promise<number> {
      if (rows.length === 0) return 0;
      const { modifiedCount } = await certificates.bulkWrite(
        rows.map(({ uuid, fields }) => ({
          updateOne: { filter: { _id: uuid, ...gap }, update: { $set: fields } },
        })),
        { ordered: false },
      );
      return modifiedCount;
    },
  };
}

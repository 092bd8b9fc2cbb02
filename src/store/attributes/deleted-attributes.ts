import { Schema, type Connection } from 'mongoose';
import { certificateModel } from '../certificates/certificates';
import { waking } from '../certificates/stored-fields';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** A custom attribute that is gone, and how far the walk is that erases its values from certificates. */
export interface DeletedAttribute {
  readonly uuid: string;
  readonly deletedAt: Date;
  readonly walkBeganAt: Date;
  /** Where the walk is: uuid of the last certificate, or its first digits; empty at the start. */
  readonly position: string;
  /** Values that this walk has found so far. */
  readonly found: number;
}

type DeletedDocument = Omit<DeletedAttribute, 'uuid'> & { readonly _id: string };

const schema = new Schema<DeletedDocument>(
  { _id: String, deletedAt: Date, walkBeganAt: Date, position: String, found: Number },
  { versionKey: false, strict: 'throw' },
);

/** First digits of uuids. */
const digits = '0123456789abcdef';

export type DeletedAttributeStore = ReturnType<typeof createDeletedAttributes>;

/** What is left to do after the deletion of custom attributes. All of it may be done twice. */
export function createDeletedAttributes(db: Connection) {
  const rows = collectionOf(modelOf(db, 'deleted_attributes', schema));
  const certificates = collectionOf(certificateModel(db));
  return {
    /** Before the definition goes. */
    async note(uuid: string, at: Date): Promise<void> {
      const $set = { deletedAt: at, walkBeganAt: at, position: '', found: 0 };
      await rows.updateOne({ _id: uuid }, { $set }, { upsert: true });
    },

    /** Some of them. */
    async list(limit: number): Promise<DeletedAttribute[]> {
      const found = await rows.find({}).sort({ _id: 1 }).limit(limit).toArray();
      return found.map(({ _id, ...fields }) => ({ uuid: _id, ...fields }));
    },

    async keep({ uuid, ...fields }: DeletedAttribute): Promise<void> {
      await rows.updateOne({ _id: uuid }, { $set: fields });
    },

    async forget(uuid: string): Promise<void> {
      await rows.deleteOne({ _id: uuid });
    },

    /**
     * Erases the attribute's values from the next certificates in the order of their uuids, those with the same first digit
     * at a time: an open range is read as a whole by some engines. The revision rises, so that a change that is on its way
     * does not put a value back.
     * @returns how many had one, and where to go on; null at the end
     */
    async erase(
      attribute: string,
      after: string,
      limit: number,
    ): Promise<{ readonly erased: number; readonly next: string | null }> {
      const digit = after[0] ?? digits[0]!;
      const field = `attributes.${attribute}`;
      const page = await certificates
        .find<{ _id: string; attributes?: Record<string, unknown> }>(
          { _id: { $gt: after, $lt: `${digit}g` } },
          { projection: { [field]: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      const holders = page.filter(({ attributes }) => attributes?.[attribute] !== undefined).map(({ _id }) => _id);
      if (holders.length > 0) {
        await certificates.updateMany(
          { _id: { $in: holders }, [field]: { $exists: true } },
          { $unset: { [field]: '' }, ...waking, $inc: { revision: 1 } },
        );
      }
      const next = page.length < limit ? digits[digits.indexOf(digit) + 1] : page.at(-1)!._id;
      return { erased: holders.length, next: next ?? null };
    },
  };
}

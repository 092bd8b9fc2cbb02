import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

/** One `Idempotency-Key` of one caller on one path, for 24 hours. */
export interface IdempotencyDocument {
  /** Hash over caller, method, path and key. */
  readonly _id: string;
  /** Keyed hash of the body: a plain digest could be the fingerprint of a rejected certificate. */
  readonly bodyHash: string;
  readonly uploadId: string;
  /** The process that has the request; unknown of rows of an earlier release. */
  readonly owner?: string;
  /** The first answer, where it was a refusal that left no upload resource. */
  readonly refusal: { readonly code: string; readonly detail: string; readonly extra: Record<string, unknown> } | null;
  readonly expiresAt: Date;
}

const schema = new Schema<IdempotencyDocument>(
  { _id: String, bodyHash: String, uploadId: String, owner: String, refusal: Schema.Types.Mixed, expiresAt: Date },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;

export function createIdempotencyStore(db: Connection) {
  const keys = collectionOf(modelOf(db, 'idempotency_keys', schema));
  return {
    /** Takes the key for this request, or returns the row of the request that has it. */
    async take(row: IdempotencyDocument): Promise<IdempotencyDocument | null> {
      try {
        await keys.insertOne(row);
        return null;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return await keys.findOne({ _id: row._id });
      }
    },
    /** A repeat does what the first has not done. Of several, one gets the key; false for the others. */
    async retake(
      first: IdempotencyDocument,
      { uploadId, owner, expiresAt }: Pick<IdempotencyDocument, 'uploadId' | 'owner' | 'expiresAt'>,
    ): Promise<boolean> {
      const seen = { _id: first._id, uploadId: first.uploadId, refusal: null };
      return (await keys.updateOne(seen, { $set: { uploadId, owner, expiresAt } })).matchedCount === 1;
    },

    async recordRefusal(id: string, refusal: NonNullable<IdempotencyDocument['refusal']>): Promise<void> {
      await keys.updateOne({ _id: id }, { $set: { refusal } });
    },
    async release(id: string): Promise<void> {
      await keys.deleteOne({ _id: id });
    },
  };
}

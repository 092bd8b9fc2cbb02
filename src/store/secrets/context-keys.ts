import { Schema, type Connection } from 'mongoose';
import type { SecurityContext } from '../../domain/scripts/runtime';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** The public key that secrets of a context are sealed to, where it is not derived from the master key. */
export interface ContextKeyDocument {
  readonly _id: SecurityContext;
  /** X25519, 32 bytes in base64url. */
  readonly publicKey: string;
  /** Says that somebody with the master key has put it here. */
  readonly mark: string;
  readonly setAt: Date;
}

const schema = new Schema<ContextKeyDocument>(
  { _id: String, publicKey: String, mark: String, setAt: Date },
  { versionKey: false, strict: 'throw' },
);

export function createContextKeyStore(db: Connection) {
  const keys = collectionOf(modelOf(db, 'contextKeys', schema));
  return {
    async all(): Promise<ContextKeyDocument[]> {
      return await keys.find({}).limit(10).toArray();
    },

    async set({ _id, ...key }: ContextKeyDocument): Promise<void> {
      await keys.replaceOne({ _id }, key, { upsert: true });
    },
  };
}

export type ContextKeyStore = ReturnType<typeof createContextKeyStore>;

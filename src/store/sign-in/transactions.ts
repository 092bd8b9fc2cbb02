import { createHash } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

export interface SignInTransaction {
  readonly provider: string;
  readonly nonce: string;
  /** Path of this installation. */
  readonly to: string;
}

interface TransactionDocument extends SignInTransaction {
  /** SHA-256 of the state. */
  readonly _id: string;
  readonly expiresAt: Date;
}

const schema = new Schema<TransactionDocument>(
  {
    _id: String,
    provider: { type: String, required: true },
    nonce: { type: String, required: true },
    to: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Sign-ins that are under way at a provider. What proves that a browser began one is in its cookie alone. */
export function createTransactionStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'sign_in_transactions', schema));
  return {
    async begin(state: string, transaction: SignInTransaction, expiresAt: Date): Promise<void> {
      await rows.insertOne({ _id: digestOf(state), ...transaction, expiresAt });
    },

    /** Once, whatever comes of it; undefined when it was spent before, has expired or never was. */
    async spend(state: string, now: Date): Promise<SignInTransaction | undefined> {
      const row = await rows.findOneAndDelete({ _id: digestOf(state), expiresAt: { $gt: now } });
      return row === null ? undefined : { provider: row.provider, nonce: row.nonce, to: row.to };
    },
  };
}

export type TransactionStore = ReturnType<typeof createTransactionStore>;

function digestOf(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}

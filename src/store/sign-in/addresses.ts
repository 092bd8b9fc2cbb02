import { createHash, randomBytes } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

interface AddressDocument {
  /** SHA-256 of the token. */
  readonly _id: string;
  readonly user: string;
  readonly expiresAt: Date;
}

const schema = new Schema<AddressDocument>(
  { _id: String, user: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { versionKey: false, strict: 'throw' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Addresses that sign somebody in once. Rows go when they are spent. */
export function createSignInAddressStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'sign_in_addresses', schema));
  return {
    /** @returns the token, which is given here and never again */
    async create(user: string, expiresAt: Date): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      await rows.insertOne({ _id: digestOf(token), user, expiresAt });
      return token;
    },

    async isOpen(token: string, now: Date): Promise<boolean> {
      return (await rows.findOne({ _id: digestOf(token), expiresAt: { $gt: now } })) !== null;
    },

    /** Uuid of the user; undefined when it was spent before, has expired or never was. Of several at once one has it. */
    async spend(token: string, now: Date): Promise<string | undefined> {
      return (await rows.findOneAndDelete({ _id: digestOf(token), expiresAt: { $gt: now } }))?.user;
    },
  };
}

export type SignInAddressStore = ReturnType<typeof createSignInAddressStore>;

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

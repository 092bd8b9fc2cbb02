import { createHash } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface IdentityDocument {
  /** SHA-256 of issuer and subject. */
  readonly _id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly user: string;
  readonly createdAt: Date;
}

const schema = new Schema<IdentityDocument>(
  {
    _id: String,
    issuer: { type: String, required: true },
    subject: { type: String, required: true },
    user: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ user: 1, issuer: 1 });

/** Who somebody of a provider is here. A person is issuer and subject: names and addresses change hands. */
export function createIdentityStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'identities', schema));
  const find = async (issuer: string, subject: string) => (await rows.findOne({ _id: idOf(issuer, subject) }))?.user;
  return {
    /** Uuid of the user. */
    find,

    /** Whether somebody of this issuer is this user already. */
    isTaken: async (issuer: string, user: string) => (await rows.findOne({ user, issuer })) !== null,

    /** @returns the user that it is of now: the first of two at once decides */
    async link(issuer: string, subject: string, user: string, createdAt: Date): Promise<string> {
      try {
        await rows.insertOne({ _id: idOf(issuer, subject), issuer, subject, user, createdAt });
        return user;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(issuer, subject)) ?? user;
      }
    },

    async removeOf(user: string): Promise<void> {
      await rows.deleteMany({ user });
    },
  };
}

export type IdentityStore = ReturnType<typeof createIdentityStore>;

function idOf(issuer: string, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
}

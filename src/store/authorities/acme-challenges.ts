import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** What is to be answered to whoever asks for a token (RFC 8555, section 8.3). */
export interface AcmeChallenge {
  readonly token: string;
  readonly keyAuthorization: string;
  readonly expiresAt: Date;
}

interface ChallengeDocument {
  readonly _id: string;
  readonly keyAuthorization: string;
  readonly expiresAt: Date;
}

const schema = new Schema<ChallengeDocument>(
  { _id: String, keyAuthorization: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { versionKey: false, strict: 'throw' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Answers to http-01 challenges, for any process that is asked. */
export function createAcmeChallengeStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'acme_challenges', schema));
  return {
    async put({ token, ...challenge }: AcmeChallenge): Promise<void> {
      await rows.updateOne({ _id: token }, { $set: challenge }, { upsert: true });
    },

    /** Null: unknown or over. */
    async find(token: string, now: Date): Promise<string | null> {
      const row = await rows.findOne({ _id: token });
      return row === null || row.expiresAt <= now ? null : row.keyAuthorization;
    },
  };
}

export type AcmeChallengeStore = ReturnType<typeof createAcmeChallengeStore>;

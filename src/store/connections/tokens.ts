import { Schema, trusted, type Connection as Database } from 'mongoose';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface TokenDocument {
  /** What the token is for, hashed. */
  readonly _id: string;
  /** Sealed to the key of a security context; absent until there is one. */
  readonly sealed?: string;
  /** It is not used any more from then on. */
  readonly until?: Date;
  /** Somebody fetches it until then, at the longest. */
  readonly claimedUntil: Date;
  readonly expiresAt: Date;
}

const schema = new Schema<TokenDocument>(
  { _id: String, sealed: String, until: Date, claimedUntil: Date, expiresAt: Date },
  { versionKey: false, strict: 'throw' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Rows are kept for a while behind their end, so that a clock that is behind finds what it needs. */
const keptMs = 3_600_000;

/** Tokens of connections that all processes of a security context share, each sealed. */
export function createConnectionTokenStore(db: Database) {
  const rows = collectionOf(modelOf(db, 'connection_tokens', schema));
  return {
    /** Undefined where there is none that may be used at `now`. */
    async find(id: string, now: Date): Promise<{ readonly sealed: string; readonly until: Date } | undefined> {
      const row = await rows.findOne({ _id: id });
      if (row?.sealed === undefined || row.until === undefined || row.until <= now) return undefined;
      return { sealed: row.sealed, until: row.until };
    },

    /** True: the caller fetches it; nobody else does before `claimedUntil`. */
    async claim(id: string, now: Date, claimedUntil: Date): Promise<boolean> {
      const set = { claimedUntil, expiresAt: new Date(claimedUntil.getTime() + keptMs) };
      try {
        const { matchedCount, upsertedCount } = await rows.updateOne(
          { _id: id, claimedUntil: trusted({ $lte: now }) },
          { $set: set },
          { upsert: true },
        );
        return matchedCount + upsertedCount > 0;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** What the claim was for, and its end. */
    async keep(id: string, sealed: string, until: Date): Promise<void> {
      const expiresAt = new Date(until.getTime() + keptMs);
      await rows.updateOne({ _id: id }, { $set: { sealed, until, expiresAt, claimedUntil: new Date(0) } });
    },

    /** The claim ends without a token. */
    async release(id: string): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { claimedUntil: new Date(0) } });
    },

    /** A token that was refused is not used again. */
    async drop(id: string, sealed: string): Promise<void> {
      await rows.deleteOne({ _id: id, sealed });
    },
  };
}

export type ConnectionTokenStore = ReturnType<typeof createConnectionTokenStore>;

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** A user's calendar feed. Its secret is shown once and stored nowhere. */
export interface CalendarFeed {
  readonly user: string;
  readonly createdAt: Date;
}

interface FeedDocument {
  /** uuid of the user: everybody has one feed at most. */
  readonly _id: string;
  /** SHA-256 of the secret, base64url. 256 random bits need no salt and no slow hash. */
  readonly secretHash: string;
  readonly createdAt: Date;
}

const schema = new Schema<FeedDocument>(
  { _id: String, secretHash: String, createdAt: Date },
  { versionKey: false, strict: 'throw' },
);
schema.index({ secretHash: 1 });

/** 32 bytes, base64url. */
export const feedSecret = /^[A-Za-z0-9_-]{43}$/;

export type CalendarFeedStore = ReturnType<typeof createCalendarFeedStore>;

export function createCalendarFeedStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'calendar_feeds', schema));
  return {
    /** Makes the feed, or replaces its secret, and returns the new secret. */
    async renew(user: string, createdAt: Date): Promise<string> {
      const secret = randomBytes(32).toString('base64url');
      await rows.updateOne({ _id: user }, { $set: { secretHash: hashOf(secret), createdAt } }, { upsert: true });
      return secret;
    },

    async find(user: string): Promise<CalendarFeed | null> {
      const row = await rows.findOne({ _id: user });
      return row === null ? null : { user: row._id, createdAt: row.createdAt };
    },

    /** Whose feed a secret opens; null when it opens none. */
    async userOf(secret: string): Promise<string | null> {
      const wanted = hashOf(secret);
      const row = await rows.findOne({ secretHash: wanted });
      if (row === null || !timingSafeEqual(Buffer.from(row.secretHash), Buffer.from(wanted))) return null;
      return row._id;
    },

    async remove(user: string): Promise<boolean> {
      const { deletedCount } = await rows.deleteOne({ _id: user });
      return deletedCount > 0;
    },
  };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

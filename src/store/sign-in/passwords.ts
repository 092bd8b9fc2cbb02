import { createHash } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import { lockMs } from '../../domain/sign-in/password';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { hardenedDigestOf, matchesHardenedDigest } from '../identity/api-key-secrets';

interface PasswordDocument {
  /** Uuid of the user. */
  readonly _id: string;
  readonly digest: string;
  readonly changedAt: Date;
}

interface FailureDocument {
  /** SHA-256 of the name that was tried, whether there is such a user or not. */
  readonly _id: string;
  readonly failures: number;
  readonly lockedUntil: Date | null;
  readonly removeAt: Date;
}

const passwordSchema = new Schema<PasswordDocument>(
  { _id: String, digest: { type: String, required: true }, changedAt: { type: Date, required: true } },
  { versionKey: false, strict: 'throw' },
);
const failureSchema = new Schema<FailureDocument>(
  {
    _id: String,
    failures: { type: Number, required: true },
    lockedUntil: { type: Date, default: null },
    removeAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
failureSchema.index({ removeAt: 1 }, { expireAfterSeconds: 0 });

/** OWASP's figures for scrypt with 16 MiB: N = 2^14, r = 8, p = 5. */
const parallel = 5;
/** Failures are forgotten after so long without another one. */
const keptMs = 24 * 3_600_000;
/** Of no password: makes an unknown name take as long as a known one. */
const nobodys = hardenedDigestOf('nobody has this password', undefined, parallel);

/** Passwords of users as salted slow hashes, and how often each name was tried in vain. */
export function createPasswordStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'passwords', passwordSchema));
  const failures = collectionOf(modelOf(db, 'sign_in_failures', failureSchema));

  return {
    async has(user: string): Promise<boolean> {
      return (await rows.findOne({ _id: user })) !== null;
    },

    async set(user: string, password: string, at: Date): Promise<void> {
      const digest = await hardenedDigestOf(password, undefined, parallel);
      await rows.updateOne({ _id: user }, { $set: { digest, changedAt: at } }, { upsert: true });
    },

    async remove(user: string): Promise<void> {
      await rows.deleteOne({ _id: user });
    },

    /** Takes as long for a user without a password, and for none at all (undefined). */
    async matches(user: string | undefined, password: string): Promise<boolean> {
      const row = user === undefined ? null : await rows.findOne({ _id: user });
      const matches = await matchesHardenedDigest(password, row?.digest ?? (await nobodys));
      return matches && row !== null;
    },

    /**
     * Counts a try before it is made, so that many at once are no way round the limit. @returns until when this name is
     * locked; undefined when the try may be made
     */
    async countTry(username: string, now: Date): Promise<Date | undefined> {
      const _id = digestOf(username);
      const known = await failures.findOne({ _id });
      if (known?.lockedUntil !== null && known?.lockedUntil !== undefined && known.lockedUntil > now) {
        return known.lockedUntil;
      }
      const removeAt = new Date(now.getTime() + keptMs);
      const row = await failures.findOneAndUpdate(
        { _id },
        { $inc: { failures: 1 }, $set: { removeAt }, $setOnInsert: { lockedUntil: null } },
        { upsert: true, returnDocument: 'after' },
      );
      const locked = lockMs(row?.failures ?? 1);
      if (locked > 0) await failures.updateOne({ _id }, { $set: { lockedUntil: new Date(now.getTime() + locked) } });
      return undefined;
    },

    /** It was right. */
    async forgetTries(username: string): Promise<void> {
      await failures.deleteOne({ _id: digestOf(username) });
    },
  };
}

export type PasswordStore = ReturnType<typeof createPasswordStore>;

function digestOf(username: string): string {
  return createHash('sha256').update(username.normalize('NFC')).digest('hex');
}

import { Schema, type Connection } from 'mongoose';
import type { InternalMessage, NewInternalMessage } from '../../domain/notifications/internal-message';
import { rejectedNotice, rejectedNoticeRule } from '../../domain/notifications/rejected-notice';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { uuidOf } from '../database/derived-ids';
import { countRows, type Count } from '../database/count';

export type MessageDocument = Omit<InternalMessage, 'uuid' | 'erasedAt'> & {
  readonly _id: string;
  /** When it must say no more at the latest; absent or null where it may stay, and where it was erased. */
  readonly eraseAt?: Date | null;
  readonly erasedAt?: Date;
  /** Absent where an earlier release has written it. */
  readonly rejectedNoticeRule?: number;
};

const schema = new Schema<MessageDocument>(
  {
    _id: String,
    user: String,
    message: String,
    detail: String,
    event: String,
    firingId: String,
    sentAt: Date,
    readAt: Date,
    eraseAt: Date,
    erasedAt: Date,
    rejectedNoticeRule: Number,
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ user: 1, sentAt: -1, _id: -1 });
schema.index({ user: 1, readAt: 1, sentAt: -1, _id: -1 });
schema.index({ eraseAt: 1 });
schema.index({ rejectedNoticeRule: 1 });

export const messageRows = (db: Connection) => collectionOf(modelOf(db, 'messages', schema));

export const messageIdOf = (key: string) => uuidOf(`message:${key}`);

export interface MessageFilter {
  readonly unreadOnly?: boolean;
}

export interface MessagePosition {
  readonly sentAt: Date;
  readonly uuid: string;
}

export type MessageStore = ReturnType<typeof createMessageStore>;

/** Messages to users. The uuid comes from the delivery key, so a repeated delivery leaves one message. */
export function createMessageStore(db: Connection) {
  const rows = messageRows(db);
  return {
    /** Keeps what is there under the same key, also that it was read. */
    async put({ key, eraseAt, ...message }: NewInternalMessage): Promise<void> {
      await rows.updateOne(
        { _id: messageIdOf(key) },
        { $setOnInsert: { ...message, readAt: null, rejectedNoticeRule, ...(eraseAt === null ? {} : { eraseAt }) } },
        { upsert: true },
      );
    },

    /** A user's own, newest first. */
    async list(
      user: string,
      { unreadOnly = false }: MessageFilter,
      after: MessagePosition | null,
      limit: number,
    ): Promise<InternalMessage[]> {
      const found = await rows
        .find({
          ...ownedBy(user, { unreadOnly }),
          ...(after === null
            ? {}
            : {
                sentAt: { $lte: after.sentAt },
                $or: [{ sentAt: { $lt: after.sentAt } }, { sentAt: after.sentAt, _id: { $lt: after.uuid } }],
              }),
        })
        .sort({ sentAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (user: string, filter: MessageFilter): Promise<Count> => countRows(rows, ownedBy(user, filter)),

    /**
     * The message as it was read; the first reading counts, and erases what may not be kept: later ones are shown what is
     * left. Null when the user has no such message.
     */
    async markRead(user: string, uuid: string, now: Date): Promise<InternalMessage | null> {
      const row = await rows.findOne({ _id: uuid, user });
      if (row === null) return null;
      if (row.readAt !== null) return fromDocument(row);
      const update = row.eraseAt instanceof Date ? erasing(row, now, { readAt: now }) : { $set: { readAt: now } };
      const before = await rows.findOneAndUpdate({ _id: uuid, user, readAt: null }, update);
      if (before !== null) return { ...fromDocument(before), readAt: now };
      // Somebody else has read it in between, or it was deleted.
      const after = await rows.findOne({ _id: uuid, user });
      return after === null ? null : fromDocument(after);
    },

    /** Erases what nobody has read in its time, at most `limit` a call; gives how many. */
    async eraseOverdue(now: Date, limit = 1_000): Promise<number> {
      const due = await rows
        .find({ eraseAt: { $lte: now } })
        .limit(limit)
        .toArray();
      if (due.length === 0) return 0;
      const { modifiedCount } = await rows.bulkWrite(
        due.map((row) => ({
          updateOne: { filter: { _id: row._id, eraseAt: { $lte: now } }, update: erasing(row, now) },
        })),
        { ordered: false },
      );
      return modifiedCount;
    },
  };
}

function fromDocument(row: MessageDocument): InternalMessage {
  const { _id, eraseAt: _eraseAt, erasedAt, rejectedNoticeRule: _rule, ...fields } = row;
  return { uuid: _id, ...fields, erasedAt: erasedAt ?? null };
}

/** What makes a message say only that something was rejected. */
export function erasing(
  { event }: Pick<MessageDocument, 'event'>,
  erasedAt: Date,
  more: { readonly readAt?: Date } = {},
) {
  return { $set: { message: rejectedNotice(event), detail: '', eraseAt: null, erasedAt, ...more } };
}

function ownedBy(user: string, { unreadOnly = false }: MessageFilter) {
  return { user, ...(unreadOnly ? { readAt: null } : {}) };
}

import { Schema, type Connection, type mongo } from 'mongoose';
import type { InternalMessage, NewInternalMessage } from '../../domain/notifications/internal-message';
import { rejectedNotice, rejectedNoticeRule } from '../../domain/notifications/rejected-notice';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { uuidOf } from '../database/derived-ids';
import { countRows, type Count } from '../database/count';
import type { SealedFields } from '../database/sealed-fields';

export type MessageDocument = Omit<InternalMessage, 'uuid' | 'erasedAt'> & {
  readonly _id: string;
  /** When it must say no more at the latest; absent or null where it may stay, and where it was erased. */
  readonly eraseAt?: Date | null;
  readonly erasedAt?: Date;
  /** What it says while it may: then `message` and `detail` are what is left of it. */
  readonly sealed?: mongo.Binary;
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
    sealed: Buffer,
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
export function createMessageStore(db: Connection, sealed?: SealedFields) {
  const rows = messageRows(db);

  /** What must be erased later is sealed from the start, unless there is no key. */
  function hidden(id: string, { message, detail, event }: Pick<NewInternalMessage, 'message' | 'detail' | 'event'>) {
    const says: Said = { message, detail };
    return sealed === undefined ? {} : { ...saysNothing({ event }), sealed: sealed.seal(says, boundOf(id)) };
  }

  /** What cannot be opened is shown as if it were erased. */
  function fromDocument(row: MessageDocument): InternalMessage {
    const { _id, eraseAt: _eraseAt, erasedAt, sealed: said, rejectedNoticeRule: _rule, ...fields } = row;
    // A worker of an earlier release erases without knowing of it.
    const opened = said === undefined || erasedAt !== undefined ? undefined : sealed?.open<Said>(said, boundOf(_id));
    return { uuid: _id, ...fields, ...opened, erasedAt: erasedAt ?? null };
  }

  return {
    /** Keeps what is there under the same key, also that it was read. */
    async put({ key, eraseAt, ...message }: NewInternalMessage): Promise<void> {
      const _id = messageIdOf(key);
      const passing = eraseAt === null ? {} : { ...hidden(_id, message), eraseAt };
      const row = { ...message, ...passing, readAt: null, rejectedNoticeRule };
      await rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
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

type Said = Pick<InternalMessage, 'message' | 'detail'>;

function boundOf(id: string): string {
  return `text of message ${id}`;
}

function saysNothing({ event }: Pick<MessageDocument, 'event'>): Said {
  return { message: rejectedNotice(event), detail: '' };
}

/** What makes a message say only that something was rejected. */
export function erasing(
  { event }: Pick<MessageDocument, 'event'>,
  erasedAt: Date,
  more: { readonly readAt?: Date } = {},
) {
  return { $set: { ...saysNothing({ event }), eraseAt: null, erasedAt, ...more }, $unset: { sealed: '' as const } };
}

function ownedBy(user: string, { unreadOnly = false }: MessageFilter) {
  return { user, ...(unreadOnly ? { readAt: null } : {}) };
}

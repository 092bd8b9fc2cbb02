import { Schema, type Connection } from 'mongoose';
import type { InternalMessage, NewInternalMessage } from '../../domain/notifications/internal-message';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { uuidOf } from '../database/derived-ids';
import { countRows, type Count } from '../database/count';

type MessageDocument = Omit<InternalMessage, 'uuid'> & { readonly _id: string };

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
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ user: 1, sentAt: -1, _id: -1 });
schema.index({ user: 1, readAt: 1, sentAt: -1, _id: -1 });

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
  const rows = collectionOf(modelOf(db, 'messages', schema));
  return {
    /** Keeps what is there under the same key, also that it was read. */
    async put({ key, ...message }: NewInternalMessage): Promise<void> {
      await rows.updateOne(
        { _id: uuidOf(`message:${key}`) },
        { $setOnInsert: { ...message, readAt: null } },
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

    /** The message as it is now; the first reading counts. Null when the user has no such message. */
    async markRead(user: string, uuid: string, now: Date): Promise<InternalMessage | null> {
      await rows.updateOne({ _id: uuid, user, readAt: null }, { $set: { readAt: now } });
      const row = await rows.findOne({ _id: uuid, user });
      return row === null ? null : fromDocument(row);
    },
  };
}

function fromDocument({ _id, ...fields }: MessageDocument): InternalMessage {
  return { uuid: _id, ...fields };
}

function ownedBy(user: string, { unreadOnly = false }: MessageFilter) {
  return { user, ...(unreadOnly ? { readAt: null } : {}) };
}

import type { Connection, mongo } from 'mongoose';
import { rejectedNotice, rejectedNoticeEnd, rejectedNoticeRule } from '../../domain/notifications/rejected-notice';
import { earlierThan } from '../database/versions';
import { entryRows, type EntryDocument } from '../event-log/entries';
import { deliveryRows } from './delivery-rows';
import { erasing, messageIdOf, messageRows, type MessageDocument } from './messages';

/** What an earlier release may have written about a rejected certificate. */
export type OldEntry = Pick<EntryDocument, '_id' | 'firingId'>;
export type OldMessage = Pick<MessageDocument, '_id' | 'firingId' | 'event' | 'sentAt' | 'readAt'>;

export type OldRejectedNotices = ReturnType<typeof createOldRejectedNotices>;

/**
 * Entries of the event log and messages from before these were erased of what they say of a rejected certificate. The
 * ledger knows which they are: the key of a delivery is the id of its entry, and gives that of its message.
 */
export function createOldRejectedNotices(db: Connection) {
  const [entries, messages, deliveries] = [entryRows(db), messageRows(db), deliveryRows(db)];
  const gap = { rejectedNoticeRule: { $in: earlierThan(rejectedNoticeRule) as number[] } };
  const seen = { rejectedNoticeRule };

  /** By their keys: the event of each delivery of these firings that told of a rejection. */
  async function rejections(rows: readonly { readonly firingId: string | null }[]): Promise<Map<string, string>> {
    const firingIds = [...new Set(rows.flatMap(({ firingId }) => firingId ?? []))];
    const found = await deliveries
      .find({ firingId: { $in: firingIds }, eraseWhenDone: true }, { projection: { event: 1 } })
      .toArray();
    return new Map(found.map(({ _id, event }) => [_id, event]));
  }

  return {
    /** Some of them, out of an index that tells at once when there are none. */
    entries: (limit: number): Promise<OldEntry[]> =>
      entries
        .find<OldEntry>(gap, { projection: { firingId: 1 } })
        .limit(limit)
        .toArray(),

    messages: (limit: number): Promise<OldMessage[]> =>
      messages
        .find<OldMessage>(gap, { projection: { message: 0, detail: 0 } })
        .limit(limit)
        .toArray(),

    /** Gives how many told of a rejection. */
    async settleEntries(rows: readonly OldEntry[]): Promise<number> {
      const told = await rejections(rows);
      return settle(entries, rows, ({ _id }) => {
        const event = told.get(_id);
        return event === undefined ? null : { message: rejectedNotice(event), data: [] };
      });
    },

    /** The same of messages: at once what was read, or sent too long ago; of others only the end is written. */
    async settleMessages(rows: readonly OldMessage[], now: Date): Promise<number> {
      const told = new Set([...(await rejections(rows)).keys()].map(messageIdOf));
      return settle(messages, rows, (row) => {
        if (!told.has(row._id)) return null;
        const eraseAt = rejectedNoticeEnd(row.sentAt);
        return row.readAt !== null || eraseAt <= now ? erasing(row, now).$set : { eraseAt };
      });
    },
  };

  /** Writes what is to change, and into each row that it was looked at. Null: nothing else changes. */
  async function settle<D extends EntryDocument | MessageDocument, R extends { readonly _id: string }>(
    collection: mongo.Collection<D>,
    rows: readonly R[],
    changeOf: (row: R) => object | null,
  ): Promise<number> {
    const changes = rows.map((row) => ({ _id: row._id, change: changeOf(row) }));
    if (changes.length === 0) return 0;
    await collection.bulkWrite(
      changes.map(({ _id, change }) => ({
        updateOne: { filter: { _id, ...gap } as mongo.Filter<D>, update: { $set: { ...change, ...seen } as never } },
      })),
      { ordered: false },
    );
    return changes.filter(({ change }) => change !== null).length;
  }
}

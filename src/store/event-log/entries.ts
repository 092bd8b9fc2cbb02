import { Schema, type Connection, type mongo } from 'mongoose';
import type { EntryLevel, EventLogEntry } from '../../domain/event-log/entry';
import { rejectedNoticeRule } from '../../domain/notifications/rejected-notice';
import { batched, batchedUpdates } from '../database/batched';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { collectionOf } from '../database/collection';
import { countPages, countRows, type Count } from '../database/count';
import { modelOf } from '../database/connection';

/** An entry of the event log as it was written, and what became of it at each sink beside the database. */
export interface StoredLogEntry extends EventLogEntry {
  readonly delivery: readonly LogDelivery[];
}

export interface LogDelivery {
  readonly sink: string;
  readonly state: 'delivered' | 'waiting' | 'failed';
  readonly attempts: number;
  readonly error: string | null;
}

/** `data` is kept as pairs, because its names come from outside. */
export type EntryDocument = Omit<StoredLogEntry, 'entryId' | 'data'> & {
  readonly _id: string;
  readonly data: readonly (readonly [string, string])[];
  /** Absent where an earlier release has written it. */
  readonly rejectedNoticeRule?: number;
  /** When sinks that have not taken it are tried again; absent where nothing is left to do. */
  readonly retryAt?: Date;
  /** The sinks that it is for; absent: all. */
  readonly sinks?: readonly string[];
};

const mixed = Schema.Types.Mixed;
const schema = new Schema<EntryDocument>(
  {
    _id: String,
    time: Date,
    source: String,
    eventId: Number,
    level: String,
    category: Number,
    message: String,
    data: mixed,
    firingId: String,
    instanceId: String,
    itemId: String,
    host: String,
    delivery: mixed,
    rejectedNoticeRule: Number,
    retryAt: Date,
    sinks: mixed,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ time: -1, _id: -1 });
schema.index({ level: 1, time: -1, _id: -1 });
schema.index({ source: 1, time: -1, _id: -1 });
schema.index({ eventId: 1, time: -1, _id: -1 });
schema.index({ firingId: 1, time: -1, _id: -1 });
schema.index({ rejectedNoticeRule: 1 });
schema.index({ retryAt: 1 }, { partialFilterExpression: { retryAt: { $exists: true } } });
schema.index({ itemId: 1, time: -1, _id: -1 });

export const entryRows = (db: Connection) => collectionOf(modelOf(db, 'event_log_entries', schema));

export interface LogFilter {
  /** From this moment on. */
  readonly from?: Date;
  /** Before this moment. */
  readonly to?: Date;
  readonly level?: EntryLevel;
  readonly source?: string;
  readonly eventId?: number;
  readonly firing?: string;
  readonly item?: string;
  readonly category?: number;
  /** Part of the message or of a value of `data`, without regard to case; not a pattern. */
  readonly text?: string;
}

export interface LogPosition {
  readonly time: Date;
  readonly entryId: string;
}

export interface LogPage {
  readonly entries: readonly StoredLogEntry[];
  /** Where to go on; null at the end. A page of a text search may be short, or empty, and still go on. */
  readonly next: LogPosition | null;
}

/** Entries that one page of a text search looks at: no index holds words, so the work is bounded instead. */
export const scannedPerPage = 5_000;

interface Put {
  readonly entry: EventLogEntry;
  readonly lasting: Pick<EntryDocument, 'retryAt' | 'sinks'>;
}

export type EventLogEntryStore = ReturnType<typeof createEventLogEntryStore>;

export function createEventLogEntryStore(db: Connection) {
  const rows = entryRows(db);
  const updateEach = batchedUpdates(rows);

  /** Newest first. */
  async function list(filter: LogFilter, after: LogPosition | null, limit: number): Promise<LogPage> {
    const needle = filter.text?.toLowerCase();
    const scan = needle === undefined ? limit + 1 : scannedPerPage + 1;
    const cursor = rows.find(toQuery(filter, after)).sort({ time: -1, _id: -1 }).limit(scan);
    const entries: StoredLogEntry[] = [];
    let seen = 0;
    let last: LogPosition | null = null;
    try {
      for await (const row of cursor) {
        if (entries.length === limit || seen === scan - 1) return { entries, next: last };
        seen += 1;
        last = { time: row.time, entryId: row._id };
        if (needle === undefined || mentions(row, needle)) entries.push(fromDocument(row));
      }
      return { entries, next: null };
    } finally {
      await cursor.close();
    }
  }

  const put = batched(async (all: readonly Put[]): Promise<(readonly LogDelivery[])[]> => {
    const there = await insertIgnoringDuplicates(
      rows,
      all.map(({ entry: { entryId, data, ...fields }, lasting }) => ({
        ...{ _id: entryId, ...fields, data: Object.entries(data), delivery: [], rejectedNoticeRule, ...lasting },
      })),
    );
    if (there.size === 0) return all.map(() => []);
    const ids = [...there].map((index) => all[index]!.entry.entryId);
    const found = await rows.find({ _id: { $in: ids } }, { projection: { delivery: 1 } }).toArray();
    const taken = new Map(found.map(({ _id, delivery }) => [_id, delivery]));
    return all.map(({ entry }) => taken.get(entry.entryId) ?? []);
  });

  return {
    /** Stores the entry unless its id is there; returns what the other sinks have taken so far. */
    put: (entry: EventLogEntry) => put({ entry, lasting: {} }),

    /** As `put`; looked at again at `retryAt` unless `settle` says otherwise. */
    putLasting: (entry: EventLogEntry, sinks: readonly string[] | null, retryAt: Date) =>
      put({ entry, lasting: { retryAt, ...(sinks === null ? {} : { sinks }) } }),

    async recordDeliveries(entryId: string, delivery: readonly LogDelivery[]): Promise<void> {
      await updateEach({ id: entryId, update: { $set: { delivery } } });
    },

    async settle(entryId: string, delivery: readonly LogDelivery[], retryAt: Date | null): Promise<void> {
      const update =
        retryAt === null ? { $set: { delivery }, $unset: { retryAt: '' } } : { $set: { delivery, retryAt } };
      await updateEach({ id: entryId, update: update as mongo.UpdateFilter<EntryDocument> });
    },

    /** Entries whose moment has come, the oldest first; each is put off until `until` by the one process that gets it. */
    async takeDue(now: Date, until: Date, limit: number) {
      const due = await rows
        .find({ retryAt: { $lte: now } })
        .sort({ retryAt: 1 })
        .limit(limit)
        .toArray();
      const taken = [];
      for (const row of due) {
        const { modifiedCount } = await rows.updateOne(
          { _id: row._id, retryAt: row.retryAt! },
          { $set: { retryAt: until } },
        );
        if (modifiedCount === 0) continue;
        const { delivery, ...entry } = fromDocument(row);
        taken.push({ entry, delivery, sinks: row.sinks ?? null });
      }
      return taken.sort((a, b) => a.entry.time.getTime() - b.entry.time.getTime());
    },

    async find(entryId: string): Promise<StoredLogEntry | null> {
      const row = await rows.findOne({ _id: entryId });
      return row === null ? null : fromDocument(row);
    },

    list,

    count: (filter: LogFilter): Promise<Count> =>
      filter.text === undefined
        ? countRows(rows, toQuery(filter, null))
        : countPages<LogPosition>(async (after, limit) => {
            const { entries, next } = await list(filter, after ?? null, limit);
            return { items: entries, next: next ?? undefined };
          }),

    /** Retention: entries older than `before`, at most `limit` a call. */
    async removeOlder(before: Date, limit = 10_000): Promise<number> {
      const old = await rows
        .find({ time: { $lt: before } }, { projection: { _id: 1 } })
        .sort({ time: 1, _id: 1 })
        .limit(limit)
        .toArray();
      if (old.length === 0) return 0;
      const { deletedCount } = await rows.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
      return deletedCount;
    },
  };
}

function toQuery(filter: LogFilter, after: LogPosition | null): mongo.Filter<EntryDocument> {
  const { from, to, level, source, eventId, firing, item, category } = filter;
  const time = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(to === undefined ? {} : { $lt: to }),
    ...(after === null ? {} : { $lte: after.time }),
  };
  return {
    ...(Object.keys(time).length === 0 ? {} : { time }),
    ...(level === undefined ? {} : { level }),
    ...(source === undefined ? {} : { source }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(firing === undefined ? {} : { firingId: firing }),
    ...(item === undefined ? {} : { itemId: item }),
    ...(category === undefined ? {} : { category }),
    ...(after === null
      ? {}
      : { $or: [{ time: { $lt: after.time } }, { time: after.time, _id: { $lt: after.entryId } }] }),
  };
}

function mentions({ message, data }: EntryDocument, needle: string): boolean {
  return message.toLowerCase().includes(needle) || data.some(([, value]) => value.toLowerCase().includes(needle));
}

function fromDocument({
  _id,
  data,
  rejectedNoticeRule: _rule,
  retryAt: _at,
  sinks: _sinks,
  ...fields
}: EntryDocument): StoredLogEntry {
  return { entryId: _id, data: Object.fromEntries(data), ...fields };
}

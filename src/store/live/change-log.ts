import { Schema, type Connection } from 'mongoose';
import type { Change, ChangeKind, Notice } from '../../domain/live/change';
import { isTopic } from '../../domain/live/topics';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface NoticeDocument {
  /** The number of the notice; 0 is the row that says where the numbers begin. */
  readonly _id: number;
  readonly topic?: string;
  readonly kind?: ChangeKind;
  readonly ids?: readonly string[];
  readonly count?: number;
  readonly user?: string;
  readonly at?: Date;
  readonly start?: number;
}

const schema = new Schema<NoticeDocument>(
  {
    _id: Number,
    ...{
      topic: String,
      kind: String,
      ids: { type: [String], default: undefined },
      count: Number,
      user: String,
      at: Date,
    },
    start: Number,
  },
  { versionKey: false, strict: 'throw' },
);

/** What is kept for listeners that were away. */
export const keptNotices = 20_000;
const trimEvery = 500;
const mostTries = 50;

export interface ChangeLogBounds {
  /** The number before the first that is kept. */
  readonly before: number;
  /** The newest; the same as `before` while the log is empty. */
  readonly last: number;
}

export interface NoticePage {
  readonly notices: readonly Notice[];
  /** The last number that was read; the one asked for where there is none. */
  readonly upTo: number;
  readonly hasMore: boolean;
}

/**
 * What changed, in one order for all processes: numbers rise by one, and a notice is there before one with a higher number
 * can be. The log is small; it tells that lists are to be read again, and is not what happened.
 */
export function createChangeLog(db: Connection, now: () => Date, kept = keptNotices) {
  const rows = collectionOf(modelOf(db, 'change_notices', schema));
  /** The highest number that was seen here: later ones are looked for behind it, never in the whole log. */
  let seen: number | undefined;

  /** The moment of the first notice, so that a log that begins anew never has numbers of one that is gone. */
  async function start(): Promise<number> {
    for (;;) {
      const row = await rows.findOne({ _id: 0 });
      if (row?.start !== undefined) return row.start;
      await rows.insertOne({ _id: 0, start: now().getTime() }).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    }
  }

  async function last(): Promise<number> {
    const from = seen ?? (await start());
    const [row] = await rows
      .find({ _id: { $gt: from } }, { projection: { _id: 1 } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    return (seen = row?._id ?? from);
  }

  async function trim(newest: number): Promise<void> {
    await rows.deleteMany({ _id: { $gt: 0, $lte: newest - kept } });
  }

  return {
    /** Writes these behind all others. Throws when the database is away; what was not written can be given again. */
    async append(changes: readonly Change[]): Promise<void> {
      let rest = [...changes];
      for (let tries = 0; rest.length > 0; tries += 1) {
        const first = (tries === 0 ? (seen ?? (await last())) : await last()) + 1;
        try {
          await rows.insertMany(
            rest.map((change, index) => toDocument(change, first + index, now())),
            { ordered: true },
          );
          seen = first + rest.length - 1;
          if (Math.floor(seen / trimEvery) !== Math.floor((first - 1) / trimEvery)) await trim(seen);
          rest = [];
        } catch (error) {
          if (!isDuplicateKey(error) || tries >= mostTries) throw error;
          // Another process was quicker; those in front of the number it has are written.
          rest = rest.slice(insertedBefore(error));
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
        }
      }
    },

    /** In the order of their numbers, behind `number`. */
    async behind(number: number, limit: number): Promise<NoticePage> {
      const found = await rows
        .find({ _id: { $gt: Math.max(number, 0) } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return { notices: found.flatMap(toNotice), upTo: found.at(-1)?._id ?? number, hasMore: found.length === limit };
    },

    async bounds(): Promise<ChangeLogBounds> {
      const [first] = await rows
        .find({ _id: { $gt: 0 } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(1)
        .toArray();
      const newest = await last();
      return { before: first === undefined ? newest : first._id - 1, last: newest };
    },

    /** Has `wake` called when something is written, where the server can tell: MongoDB's change streams. */
    follow: (wake: () => void) => followInserts(rows, wake),
  };
}

export type ChangeLog = ReturnType<typeof createChangeLog>;

export interface Following {
  /** Whether the server tells; else somebody has to look. */
  readonly tells: () => boolean;
  close(): Promise<void>;
}

/** A server that refused is asked again after this long: it may have become a member of a replica set. */
const askAgainMs = 60_000;

function followInserts(rows: ReturnType<typeof collectionOf<NoticeDocument>>, wake: () => void): Following {
  let isClosed = false;
  let tells = false;
  let again: NodeJS.Timeout | undefined;
  let stream = open();

  function open() {
    const opened = rows.watch([{ $match: { operationType: 'insert' } }], { maxAwaitTimeMS: 5_000 });
    opened.on('resumeTokenChanged', () => (tells = true));
    opened.on('change', () => {
      tells = true;
      wake();
    });
    opened.on('error', () => {
      tells = false;
      void opened.close().catch(() => undefined);
      if (isClosed) return;
      again = setTimeout(() => (stream = open()), askAgainMs).unref();
    });
    return opened;
  }

  return {
    tells: () => tells,
    async close() {
      isClosed = true;
      clearTimeout(again);
      await stream.close().catch(() => undefined);
    },
  };
}

function toDocument({ topic, kind, ids, count, user }: Change, _id: number, at: Date): NoticeDocument {
  return { _id, topic, kind, count, at, ...(ids === null ? {} : { ids }), ...(user === null ? {} : { user }) };
}

/** Topics of a later release are not told here. */
function toNotice({ _id, topic, kind, ids, count, user }: NoticeDocument): Notice[] {
  if (topic === undefined || kind === undefined || !isTopic(topic)) return [];
  return [{ number: _id, topic, kind, ids: ids ?? null, count: count ?? 1, user: user ?? null }];
}

function insertedBefore(error: unknown): number {
  const { insertedCount } = error as { readonly insertedCount?: unknown };
  return typeof insertedCount === 'number' ? insertedCount : 0;
}

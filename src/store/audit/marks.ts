import { Schema, trusted, type Connection } from 'mongoose';
import { isDuplicateKey, modelOf } from '../database/connection';

/** A place in the chain: a row's number and hash. */
export interface Mark {
  readonly seq: number;
  readonly hash: string;
}

interface MarkDocument extends Mark {
  readonly _id: 'anchor' | 'head';
}

const schema = new Schema<MarkDocument>(
  { _id: String, seq: { type: Number, required: true }, hash: { type: String, required: true } },
  { versionKey: false, strict: 'throw' },
);

const headEveryMs = 1_000;

/**
 * Two marks beside the chain. `anchor` is the last purged row, where the chain now begins; `head` is the newest row,
 * written about once a second, by which it is noticed when rows vanish from the end.
 */
export function createAuditMarks(db: Connection) {
  const model = modelOf(db, 'audit_marks', schema);
  let newest: Mark | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function read(id: MarkDocument['_id']): Promise<Mark | undefined> {
    const row = await model.findById(id).lean();
    return row === null ? undefined : { seq: row.seq, hash: row.hash };
  }

  /** Marks only move forward. */
  async function write(_id: MarkDocument['_id'], { seq, hash }: Mark): Promise<void> {
    try {
      await model.updateOne({ _id, seq: trusted({ $lt: seq }) }, { $set: { seq, hash } }, { upsert: true });
    } catch (error) {
      // The mark is there and further already.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  function writeHead(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const mark = newest;
    newest = undefined;
    // Rows stand without it; the next batch writes it again.
    if (mark !== undefined) writing = writing.then(() => write('head', mark)).catch(() => undefined);
    return writing;
  }

  return {
    anchor: () => read('anchor'),
    head: () => read('head'),
    setAnchor: (mark: Mark) => write('anchor', mark),

    /** Remembers the newest row; off the path of requests. */
    noteHead(mark: Mark): void {
      newest = mark;
      timer ??= setTimeout(() => void writeHead(), headEveryMs).unref();
    },

    flush: () => writeHead(),
  };
}

export type AuditMarks = ReturnType<typeof createAuditMarks>;

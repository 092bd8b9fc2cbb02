import { createHmac, timingSafeEqual } from 'node:crypto';
import { Schema, trusted, type Connection } from 'mongoose';
import { isDuplicateKey, modelOf } from '../database/connection';

/** A place in the chain: a row's number and hash. */
export interface Mark {
  readonly seq: number;
  readonly hash: string;
}

type MarkName = 'anchor' | 'head';

interface MarkDocument extends Mark {
  readonly _id: MarkName;
  readonly mac?: string;
}

/**
 * What is found in the place of a mark. `unsigned`: written by a release that did not sign. `forged`: somebody without
 * the key wrote it; what it says counts for nothing.
 */
export interface ReadMark extends Mark {
  readonly proof: 'signed' | 'unsigned' | 'forged';
}

const schema = new Schema<MarkDocument>(
  { _id: String, seq: { type: Number, required: true }, hash: { type: String, required: true }, mac: String },
  { versionKey: false, strict: 'throw' },
);

const headEveryMs = 1_000;

/**
 * Two marks beside the chain. `anchor` is the last purged row, where the chain now begins; `head` is the newest row,
 * written about once a second, by which it is noticed when rows vanish from the end. Each carries an HMAC, so that
 * who can write to the database alone cannot move it.
 * @param keys the first one signs, all of them prove; without any, marks are neither signed nor doubted
 */
export function createAuditMarks(db: Connection, keys: readonly Buffer[] = []) {
  const model = modelOf(db, 'audit_marks', schema);
  let newest: Mark | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function proofOf({ _id, seq, hash, mac }: MarkDocument): ReadMark['proof'] {
    if (keys.length === 0) return 'signed';
    if (mac === undefined || mac === null) return 'unsigned';
    return keys.some((key) => isSame(macOf(key, _id, { seq, hash }), mac)) ? 'signed' : 'forged';
  }

  async function read(id: MarkName): Promise<ReadMark | undefined> {
    const row = await model.findById(id).lean<MarkDocument>();
    return row === null ? undefined : { seq: row.seq, hash: row.hash, proof: proofOf(row) };
  }

  function signed(id: MarkName, { seq, hash }: Mark) {
    const [key] = keys;
    return { seq, hash, ...(key === undefined ? {} : { mac: macOf(key, id, { seq, hash }) }) };
  }

  /** Marks only move forward. */
  async function write(_id: MarkName, mark: Mark): Promise<void> {
    try {
      await model.updateOne({ _id, seq: trusted({ $lt: mark.seq }) }, { $set: signed(_id, mark) }, { upsert: true });
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
    /** Whether marks are signed at all. */
    areSigned: keys.length > 0,
    anchor: () => read('anchor'),
    head: () => read('head'),
    setAnchor: (mark: Mark) => write('anchor', mark),

    /** Puts a signed head in the place of what is there, wherever that points. */
    async replaceHead(mark: Mark): Promise<void> {
      await model.updateOne({ _id: 'head' }, { $set: signed('head', mark) }, { upsert: true });
    },

    /** Remembers the newest row; off the path of requests. */
    noteHead(mark: Mark): void {
      newest = mark;
      timer ??= setTimeout(() => void writeHead(), headEveryMs).unref();
    },

    flush: () => writeHead(),
  };
}

export type AuditMarks = ReturnType<typeof createAuditMarks>;

function macOf(key: Buffer, id: MarkName, { seq, hash }: Mark): string {
  return createHmac('sha256', key).update(`${id}\n${seq}\n${hash}`).digest('hex');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

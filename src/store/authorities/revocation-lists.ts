import { randomUUID } from 'node:crypto';
import { Schema, type Connection, type mongo } from 'mongoose';
import { collectionOf, filterOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

/** What is known of the list of one CA. */
export interface RevocationListHead {
  readonly ca: string;
  /** 0: there is no list yet. */
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly entries: number;
  /** Revocations that were noted so far, and how many of them had been when the list was begun. */
  readonly changes: number;
  readonly listedChanges: number;
  /** When the last of them was noted: nothing that says how things stand is older. */
  readonly changedAt: Date;
  /** Where the bytes are. */
  readonly build: string;
}

export interface NewRevocationList extends Pick<
  RevocationListHead,
  'ca' | 'number' | 'thisUpdate' | 'nextUpdate' | 'entries' | 'listedChanges'
> {
  readonly der: Buffer;
}

/** Rows of an earlier release do not say when the last change was. */
type HeadDocument = Omit<RevocationListHead, 'ca' | 'changedAt'> & { readonly _id: string; readonly changedAt?: Date };
interface PartDocument {
  readonly _id: string;
  readonly ca: string;
  readonly build: string;
  readonly number: number;
  readonly index: number;
  readonly bytes: Buffer;
}

const heads = new Schema<HeadDocument>(
  {
    _id: String,
    number: { type: Number, required: true },
    thisUpdate: Date,
    nextUpdate: Date,
    entries: Number,
    changes: { type: Number, required: true },
    listedChanges: Number,
    changedAt: Date,
    build: { type: String, default: '' },
  },
  { versionKey: false, strict: 'throw' },
);
const parts = new Schema<PartDocument>(
  { _id: String, ca: String, build: String, number: Number, index: Number, bytes: Buffer },
  { versionKey: false, strict: 'throw' },
);
parts.index({ ca: 1, build: 1, index: 1 });
parts.index({ ca: 1, number: 1 });

/** Of a list in one row: a row has at most 16 MB, and a list of 300,000 entries is longer. */
const partBytes = 4_194_304;
const never = new Date(0);
const nothingYet = {
  number: 0,
  thisUpdate: never,
  nextUpdate: never,
  entries: 0,
  listedChanges: 0,
  build: '',
};

/** The current revocation list of each built-in CA. */
export function createRevocationListStore(db: Connection) {
  const headRows = collectionOf(modelOf(db, 'revocation_lists', heads));
  const partRows = collectionOf(modelOf(db, 'revocation_list_parts', parts));

  async function change(ca: string, by: number, changedAt: Date): Promise<HeadDocument> {
    const update = { $inc: { changes: by }, $max: { changedAt }, $setOnInsert: nothingYet };
    const once = () => headRows.findOneAndUpdate({ _id: ca }, update, { upsert: true, returnDocument: 'after' });
    const row = await once().catch((error: unknown) => {
      // Two made the row at once.
      if (!isDuplicateKey(error)) throw error;
      return once();
    });
    return row!;
  }

  return {
    /** Says that the list is to be made anew. May be said twice. @param at whole seconds */
    async noteChange(ca: string, at: Date): Promise<void> {
      await change(ca, 1, at);
    },

    async head(ca: string): Promise<RevocationListHead> {
      const { _id, ...head } = (await headRows.findOne({ _id: ca })) ?? (await change(ca, 0, never));
      return { changedAt: never, ...head, ca: _id };
    },

    /** Null while another list has just taken its place. */
    async content({ ca, build }: Pick<RevocationListHead, 'ca' | 'build'>): Promise<Buffer | null> {
      const rows = await partRows.find({ ca, build }, { sort: { index: 1 } }).toArray();
      const bytes = rows.map((row) => Buffer.from((row.bytes as unknown as mongo.Binary).buffer));
      return rows.length === 0 ? null : Buffer.concat(bytes);
    },

    /** False when there is a list of this number already: then nothing has changed. */
    async replace({ ca, der, ...list }: NewRevocationList): Promise<boolean> {
      const build = randomUUID();
      for (let index = 0; index * partBytes < der.length; index += 1) {
        const bytes = der.subarray(index * partBytes, (index + 1) * partBytes);
        await partRows.insertOne({ _id: `${build}.${index}`, ca, build, number: list.number, index, bytes });
      }
      const before = await headRows.findOneAndUpdate(
        filterOf({ _id: ca, number: list.number - 1 }),
        { $set: { ...list, build } },
        { returnDocument: 'before' },
      );
      // Who has just read the head may still fetch the list before this one.
      const unused = before === null ? { ca, build } : { ca, number: { $lt: list.number - 1 } };
      await partRows.deleteMany(filterOf(unused));
      return before !== null;
    },
  };
}

export type RevocationListStore = ReturnType<typeof createRevocationListStore>;

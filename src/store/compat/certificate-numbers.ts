import { Schema, type Connection } from 'mongoose';
import { collectionOf, type Row } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

interface NumberDocument extends Row {
  readonly number: number;
}

interface CounterDocument extends Row {
  readonly last: number;
}

const numbers = new Schema<NumberDocument>({ _id: String, number: Number }, { versionKey: false, strict: 'throw' });
numbers.index({ number: 1 }, { unique: true });
const counters = new Schema<CounterDocument>({ _id: String, last: Number }, { versionKey: false, strict: 'throw' });

/** Whole numbers for certificates, for clients that know no other ids. Each is given once and never to another one. */
export function createCertificateNumbers(db: Connection) {
  const rows = collectionOf(modelOf(db, 'compat_certificate_numbers', numbers));
  const counter = collectionOf(modelOf(db, 'compat_counters', counters));

  async function take(count: number): Promise<number> {
    const row = await counter.findOneAndUpdate(
      { _id: 'certificates' },
      { $inc: { last: count } },
      { upsert: true, returnDocument: 'after' },
    );
    return row?.last ?? count;
  }

  async function takeAgain(count: number): Promise<number> {
    try {
      return await take(count);
    } catch (error) {
      // Two made the row at the same time.
      if (!isDuplicateKey(error)) throw error;
      return take(count);
    }
  }

  async function stored(uuids: readonly string[]): Promise<Map<string, number>> {
    const found = await rows.find({ _id: { $in: [...uuids] } }).toArray();
    return new Map(found.map(({ _id, number }) => [_id, number]));
  }

  return {
    /** By uuid; those without one get theirs now, in the order given. */
    async numbersOf(uuids: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (uuids.length === 0) return new Map();
      const known = await stored(uuids);
      const missing = [...new Set(uuids)].filter((uuid) => !known.has(uuid));
      if (missing.length === 0) return known;
      const first = (await takeAgain(missing.length)) - missing.length + 1;
      const made = missing.map((_id, at) => ({ _id, number: first + at }));
      const taken = await insertIgnoringDuplicates(rows, made);
      // Another request was faster with these, and its numbers stand.
      const theirs = taken.size === 0 ? new Map<string, number>() : await stored([...taken].map((at) => made[at]!._id));
      return new Map([...known, ...made.map(({ _id, number }) => [_id, theirs.get(_id) ?? number] as const)]);
    },

    /** Undefined for a number that was never given. */
    async uuidOf(number: number): Promise<string | undefined> {
      return (await rows.findOne({ number }))?._id;
    },
  };
}

export type CertificateNumbers = ReturnType<typeof createCertificateNumbers>;

import { Schema, type Connection } from 'mongoose';
import { collectionOf, type Row } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

interface CounterDocument extends Row {
  readonly last: number;
}

const schema = new Schema<CounterDocument>({ _id: String, last: Number }, { versionKey: false, strict: 'throw' });

/** Counts instances for people. A number whose instance was never written is left out. */
export function createInstanceNumbers(db: Connection) {
  const rows = collectionOf(modelOf(db, 'builder_counters', schema));

  async function take(): Promise<number> {
    const row = await rows.findOneAndUpdate(
      { _id: 'instances' },
      { $inc: { last: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    return row?.last ?? 1;
  }

  return {
    async next(): Promise<number> {
      try {
        return await take();
      } catch (error) {
        // Two made the row at the same time.
        if (!isDuplicateKey(error)) throw error;
        return take();
      }
    },
  };
}

export type InstanceNumbers = ReturnType<typeof createInstanceNumbers>;

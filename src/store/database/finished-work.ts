import { Schema, type Connection } from 'mongoose';
import { collectionOf } from './collection';
import { modelOf } from './connection';

interface DoneDocument {
  readonly _id: string;
  readonly doneAt: Date;
  /** It was done again after older processes had their time, and need never be done any more. */
  readonly confirmedAt?: Date;
}

const schema = new Schema<DoneDocument>(
  { _id: String, doneAt: Date, confirmedAt: Date },
  { versionKey: false, strict: 'throw' },
);

/** So long may a process of the earlier release run beside this one, and leave rows as that release did. */
const olderProcessesMs = 86_400_000;

/** Remembers in `back_fills` what need not be done again: for a day, and once it was done after that day for good. */
export function createFinishedWork(db: Connection) {
  const done = collectionOf(modelOf(db, 'back_fills', schema));
  return {
    async isDone(work: string, now: Date): Promise<boolean> {
      const row = await done.findOne({ _id: work });
      if (row === null) return false;
      return row.confirmedAt !== undefined || now.getTime() - row.doneAt.getTime() < olderProcessesMs;
    },

    async remember(work: string, at: Date): Promise<void> {
      await done.updateOne({ _id: work }, { $setOnInsert: { doneAt: at } }, { upsert: true });
      const longAgo = new Date(at.getTime() - olderProcessesMs);
      await done.updateOne({ _id: work, doneAt: { $lte: longAgo } }, { $set: { confirmedAt: at } });
    },
  };
}

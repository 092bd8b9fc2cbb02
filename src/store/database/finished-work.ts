import { Schema, type Connection } from 'mongoose';
import { collectionOf } from './collection';
import { modelOf } from './connection';

interface DoneDocument {
  readonly _id: string;
  readonly doneAt: Date;
}

const schema = new Schema<DoneDocument>({ _id: String, doneAt: Date }, { versionKey: false, strict: 'throw' });

/** Remembers in `back_fills` what need not be done again at later starts. */
export function createFinishedWork(db: Connection) {
  const done = collectionOf(modelOf(db, 'back_fills', schema));
  return {
    isDone: async (work: string): Promise<boolean> => (await done.findOne({ _id: work })) !== null,
    async remember(work: string, at: Date): Promise<void> {
      await done.updateOne({ _id: work }, { $setOnInsert: { doneAt: at } }, { upsert: true });
    },
  };
}

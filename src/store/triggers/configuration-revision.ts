import { Schema, type Connection } from 'mongoose';
import { modelOf } from '../database/connection';

interface RevisionDocument {
  readonly _id: string;
  readonly revision: number;
}

const schema = new Schema<RevisionDocument>(
  { _id: String, revision: { type: Number, required: true } },
  { versionKey: false, strict: 'throw' },
);

const id = 'event-side';

/**
 * One number that every write to triggers, trigger sets and event settings raises, so that a process may keep what it
 * has read and ask with a single look-up whether it still holds.
 */
export function createConfigurationRevision(db: Connection) {
  const model = modelOf(db, 'configuration_revision', schema);
  return {
    /** 0 before the first write. */
    async read(): Promise<number> {
      const row = await model.findById(id).lean();
      return row?.revision ?? 0;
    },

    /** Called after the write it announces: who sees the new number sees the new content. */
    async raise(): Promise<void> {
      await model.updateOne({ _id: id }, { $inc: { revision: 1 } }, { upsert: true });
    },
  };
}

export type ConfigurationRevision = ReturnType<typeof createConfigurationRevision>;

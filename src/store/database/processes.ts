import { Schema, type Connection } from 'mongoose';
import { collectionOf } from './collection';
import { modelOf } from './connection';

/** One process of the installation, with the moment it last said that it is there. */
export interface ProcessDocument {
  /** Made anew at every start. */
  readonly _id: string;
  readonly startedAt: Date;
  /** By the database's clock. */
  readonly renewedAt: Date;
  /** False for one that takes nothing over from others. */
  readonly keepsHouse?: boolean;
  /** Set when it ended in order; nothing is renewed after that. */
  readonly stoppedAt?: Date;
}

const schema = new Schema<ProcessDocument>(
  { _id: String, startedAt: Date, renewedAt: Date, keepsHouse: Boolean, stoppedAt: Date },
  { versionKey: false, strict: 'throw' },
);
// Rows of the dead are deleted once nothing is left of their work; this is for those that nobody ever looks at.
schema.index({ renewedAt: 1 }, { expireAfterSeconds: 86_400 });

/** More processes than any installation has; keeps one read small whatever stands there. */
const mostProcesses = 1_000;

export type ProcessStore = ReturnType<typeof createProcessStore>;

export function createProcessStore(db: Connection) {
  const processes = collectionOf(modelOf(db, 'processes', schema));
  return {
    /** Says that the process is there. All moments are the database's, so clocks of machines do not matter. */
    async renew(id: string, startedAt: Date, keepsHouse = true): Promise<void> {
      await processes.updateOne(
        { _id: id },
        { $currentDate: { renewedAt: true }, $setOnInsert: { startedAt, ...(keepsHouse ? {} : { keepsHouse }) } },
        { upsert: true },
      );
    },

    /** All that are known, those who were heard of last first. */
    async all(): Promise<ProcessDocument[]> {
      return await processes.find({}).sort({ renewedAt: -1 }).limit(mostProcesses).toArray();
    },

    /** The process ends in order: what it leaves behind may be taken over at once. */
    async stop(id: string): Promise<void> {
      await processes.updateOne({ _id: id }, { $currentDate: { stoppedAt: true } });
    },

    /** Nothing is left of the work of these. One that comes back says so with its next renewal. */
    async forget(ids: readonly string[]): Promise<void> {
      await processes.deleteMany({ _id: { $in: [...ids] } });
    },
  };
}

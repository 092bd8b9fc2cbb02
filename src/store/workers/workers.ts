import { Schema, type Connection } from 'mongoose';
import type { WorkerReport, WorkerState } from '../../domain/workers/worker';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** What a worker said of itself; whether it lives its lease tells. */
export interface WorkerDocument extends Omit<WorkerReport, 'id'> {
  readonly _id: string;
  readonly ending?: Exclude<WorkerState, 'running'>;
  readonly endedAt?: Date;
}

/** For how long one that has ended is still shown. */
const shownSeconds = 86_400;
/** More workers than any installation has; keeps one read small whatever stands there. */
const mostWorkers = 2_000;

const schema = new Schema<WorkerDocument>({ _id: String }, { versionKey: false, strict: false });
schema.index({ endedAt: 1 }, { expireAfterSeconds: shownSeconds });

/** Worker processes by the id of their lease. */
export function createWorkerStore(db: Connection) {
  const workers = collectionOf(modelOf(db, 'workers', schema));
  return {
    /** Also from one that was taken for dead: it is there again. */
    async report({ id, ...report }: WorkerReport): Promise<void> {
      await workers.replaceOne({ _id: id }, report, { upsert: true });
    },

    /** Says how these ended; what was said first counts. */
    async end(ids: readonly string[], ending: Exclude<WorkerState, 'running'>): Promise<void> {
      await workers.updateMany(
        { _id: { $in: [...ids] }, endedAt: { $exists: false } },
        { $set: { ending }, $currentDate: { endedAt: true } },
      );
    },

    /** Those that began last first. */
    async all(): Promise<WorkerDocument[]> {
      return await workers.find({}).sort({ startedAt: -1, _id: 1 }).limit(mostWorkers).toArray();
    },
  };
}

export type WorkerStore = ReturnType<typeof createWorkerStore>;

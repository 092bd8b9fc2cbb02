import { Schema, type Connection, type mongo } from 'mongoose';
import type { ExecutionStatus, JobEnd, JobExecution } from '../../domain/jobs/job';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

interface ExecutionDocument extends Omit<JobExecution, 'id'> {
  readonly _id: string;
  /** Ended, and its event is still to be told. */
  readonly isUntold: boolean;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<ExecutionDocument>(
  {
    _id: String,
    job: mixed,
    trigger: String,
    status: String,
    startedAt: Date,
    endedAt: Date,
    message: String,
    result: mixed,
    workflowId: String,
    runId: String,
    isUntold: Boolean,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ 'job.uuid': 1, startedAt: -1, _id: -1 });
schema.index({ status: 1, startedAt: 1 });
schema.index({ isUntold: 1, endedAt: 1 });
schema.index({ startedAt: 1 });

export interface ExecutionPosition {
  readonly startedAt: Date;
  readonly id: string;
}

/** Runs of scheduled jobs. */
export function createJobExecutionStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'job_executions', schema));

  return {
    /** Keeps the row that an earlier attempt made. */
    async begin({ id, ...fields }: JobExecution): Promise<void> {
      try {
        await rows.updateOne({ _id: id }, { $setOnInsert: { ...fields, isUntold: false } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async find(id: string): Promise<JobExecution | null> {
      const row = await rows.findOne({ _id: id });
      return row === null ? null : fromDocument(row);
    },

    /** Final; the first end counts. */
    async end(id: string, end: JobEnd, endedAt: Date): Promise<void> {
      await rows.updateOne({ _id: id, status: 'started' }, { $set: { ...end, endedAt, isUntold: true } });
    },

    async markTold(id: string): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { isUntold: false } });
    },

    /** The last run of each of these jobs, by job, in one query; jobs that never ran are missing. */
    async lastOf(jobs: readonly string[]): Promise<ReadonlyMap<string, JobExecution>> {
      if (jobs.length === 0) return new Map();
      // Sort and group as the index has them: of each job the database reads one entry, not all its runs.
      const found = await rows
        .aggregate<{ readonly last: ExecutionDocument }>([
          { $match: { 'job.uuid': { $in: [...jobs] } } },
          { $sort: { 'job.uuid': 1, startedAt: -1, _id: -1 } },
          { $group: { _id: '$job.uuid', last: { $first: '$$ROOT' } } },
        ])
        .toArray();
      return new Map(found.map(({ last }) => [last.job.uuid, fromDocument(last)]));
    },

    /** Those that have run for longer than a moment. */
    async underWay(startedBefore: Date, limit: number): Promise<JobExecution[]> {
      const found = await rows
        .find({ status: 'started', startedAt: { $lt: startedBefore } })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    /** Those that ended without anybody having been told. */
    async untold(endedBefore: Date, limit: number): Promise<string[]> {
      const found = await rows
        .find({ isUntold: true, endedAt: { $lt: endedBefore } }, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },

    /** Newest first. */
    async list(
      job: string,
      status: ExecutionStatus | undefined,
      after: ExecutionPosition | undefined,
      limit: number,
    ): Promise<JobExecution[]> {
      const position =
        after === undefined
          ? []
          : [
              { startedAt: { $lte: after.startedAt } },
              { $or: [{ startedAt: { $lt: after.startedAt } }, { _id: { $lt: after.id } }] },
            ];
      const found = await rows
        .find({ $and: [ofJob(job, status), ...position] })
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (job: string, status: ExecutionStatus | undefined): Promise<Count> => countRows(rows, ofJob(job, status)),

    async removeOlder(before: Date): Promise<void> {
      await rows.deleteMany({ startedAt: { $lt: before }, endedAt: { $lt: before }, isUntold: false });
    },
  };
}

export type JobExecutionStore = ReturnType<typeof createJobExecutionStore>;

function ofJob(job: string, status: ExecutionStatus | undefined): mongo.Filter<ExecutionDocument> {
  return { 'job.uuid': job, ...(status === undefined ? {} : { status }) };
}

function fromDocument({ _id, isUntold: _isUntold, ...fields }: ExecutionDocument): JobExecution {
  return { id: _id, ...fields };
}

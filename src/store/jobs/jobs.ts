import { Schema, type Connection } from 'mongoose';
import type { ScheduledJob } from '../../domain/jobs/job';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

interface JobDocument extends NamedDocument, Omit<ScheduledJob, 'uuid' | 'name' | 'revision'> {
  /** The revision that the engine's schedule was made by. */
  readonly scheduledRevision: number;
  /** When the schedule needs further times; null where it has a rule. */
  readonly refreshAt: Date | null;
  /** The execution that runs, and since when. */
  readonly running: string | null;
  readonly runningSince: Date | null;
}

const schema = namedSchema<JobDocument>({
  jobType: { type: String, required: true },
  cron: { type: String, required: true },
  timeZone: { type: String, required: true },
  userUuid: { type: String, default: null },
  enabled: { type: Boolean, required: true },
  oneTime: { type: Boolean, required: true },
  system: { type: Boolean, required: true },
  parameters: { type: Schema.Types.Mixed, required: true },
  scheduledRevision: { type: Number, required: true },
  refreshAt: { type: Date, default: null },
  running: { type: String, default: null },
  runningSince: { type: Date, default: null },
});
schema.index({ refreshAt: 1 });
schema.index({ running: 1 });

const unscheduled = { scheduledRevision: 0, refreshAt: null, running: null, runningSince: null };

export type JobFields = Omit<ScheduledJob, 'uuid' | 'revision'>;

/** Scheduled jobs. Of each at most one execution runs. */
export function createJobStore(db: Connection) {
  const model = modelOf(db, 'scheduled_jobs', schema);
  const rows = collectionOf(model);
  const named = createNamedStore<JobDocument, ScheduledJob>(
    db,
    'scheduled_jobs',
    schema,
    { noun: 'a scheduled job' },
    (found) => found.map(toJob),
  );

  return {
    ...named,

    create: (uuid: string, fields: JobFields): Promise<ScheduledJob> =>
      named.create(uuid, { ...fields, ...unscheduled }),

    /** Makes the job of a system type where there is none; what people changed of it stays. */
    async ensure(uuid: string, { name, ...fields }: JobFields): Promise<void> {
      const row = { name, ...fields, revision: 1, ...unscheduled };
      try {
        await rows.updateOne({ _id: uuid }, { $setOnInsert: row }, { upsert: true });
      } catch (error) {
        // Another process that starts made the same.
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Those that run this discovery, which they name by uuid or name. */
    async ofDiscovery({ uuid, name }: { readonly uuid: string; readonly name: string }): Promise<ScheduledJob[]> {
      const found = await rows
        .find({ jobType: 'discovery', 'parameters.discovery': { $in: [uuid, name] } })
        .sort({ name: 1 })
        .limit(100)
        .toArray();
      return found.map(toJob);
    },

    /** The engine's schedule is as this revision says. */
    async markScheduled({ uuid, revision }: ScheduledJob, refreshAt: Date | null): Promise<void> {
      await rows.updateOne({ _id: uuid, revision }, { $set: { scheduledRevision: revision, refreshAt } });
    },

    /** Jobs whose schedule is not what they say, or needs further times. There are few jobs. */
    async unscheduled(now: Date): Promise<ScheduledJob[]> {
      const found = await rows.find({}).limit(10_000).toArray();
      return found
        .filter(
          ({ revision, scheduledRevision, refreshAt }) =>
            revision !== scheduledRevision || (refreshAt !== null && refreshAt <= now),
        )
        .map(toJob);
    },

    /** True: this execution is the one that runs now. */
    async take(uuid: string, execution: string, now: Date): Promise<boolean> {
      const taken = await rows.updateOne(
        { _id: uuid, running: null },
        { $set: { running: execution, runningSince: now } },
      );
      if (taken.matchedCount > 0) return true;
      return (await rows.findOne({ _id: uuid, running: execution }, { projection: { _id: 1 } })) !== null;
    },

    async release(uuid: string, execution: string): Promise<void> {
      await rows.updateOne({ _id: uuid, running: execution }, { $set: { running: null, runningSince: null } });
    },

    /** What runs, by job. */
    async running(
      uuid?: string,
    ): Promise<{ readonly job: string; readonly execution: string; readonly since: Date }[]> {
      const found = await rows
        .find(
          { running: { $gt: '' }, ...(uuid === undefined ? {} : { _id: uuid }) },
          { projection: { running: 1, runningSince: 1 } },
        )
        .limit(1_000)
        .toArray();
      return found.flatMap(({ _id, running, runningSince }) =>
        running === null ? [] : [{ job: _id, execution: running, since: runningSince ?? new Date(0) }],
      );
    },

    /** A job that runs once has run. */
    async disableOneTime(uuid: string): Promise<void> {
      await rows.updateOne(
        { _id: uuid, oneTime: true, enabled: true },
        { $set: { enabled: false }, $inc: { revision: 1 } },
      );
    },
  };
}

export type JobStore = ReturnType<typeof createJobStore>;

function toJob(row: JobDocument): ScheduledJob {
  const { _id, scheduledRevision: _s, refreshAt: _r, running: _x, runningSince: _y, ...job } = row;
  return { uuid: _id, ...job };
}

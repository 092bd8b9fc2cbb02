import { Schema, type Connection } from 'mongoose';
import {
  openStatuses,
  type DiscoveryRun,
  type DiscoveryStatus,
  type GapCounts,
  type RowCounts,
} from '../../domain/discoveries/discovery';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

type RunDocument = Omit<DiscoveryRun, 'id'> & { readonly _id: string };

const mixed = Schema.Types.Mixed;
const schema = new Schema<RunDocument>(
  {
    _id: String,
    discovery: String,
    number: Number,
    executionId: String,
    by: mixed,
    status: String,
    message: String,
    workflowId: String,
    startedAt: Date,
    readAt: Date,
    endedAt: Date,
    seenAt: Date,
    cancelRequested: Boolean,
    isComplete: Boolean,
    done: Number,
    total: Number,
    failure: String,
    silent: Number,
    rows: mixed,
    gaps: mixed,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ discovery: 1, number: -1 });
schema.index({ discovery: 1, executionId: 1 });
// Few are open at a time.
schema.index({ status: 1, seenAt: 1 });
schema.index({ endedAt: 1 });

export const runIdOf = (discovery: string, number: number) => `${discovery}.${number}`;
const open = { $in: [...openStatuses] };

/** How far the reading is. */
export type RunProgress = Pick<DiscoveryRun, 'done' | 'total' | 'silent' | 'seenAt'>;

export interface RunEnd {
  readonly status: DiscoveryStatus;
  readonly message: string;
  readonly endedAt: Date;
  readonly rows: RowCounts;
  readonly gaps: GapCounts;
}

/** Runs of discoveries. Ends are final: the first one counts. */
export function createDiscoveryRunStore(db: Connection) {
  const runs = collectionOf(modelOf(db, 'discovery_runs', schema));

  async function find(id: string): Promise<DiscoveryRun | null> {
    const row = await runs.findOne({ _id: id });
    return row === null ? null : fromDocument(row);
  }

  return {
    find,

    /** Inserts it, or leaves the one that is there. */
    async ensure({ id, ...run }: DiscoveryRun): Promise<void> {
      try {
        await runs.insertOne({ _id: id, ...run });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** The run that an execution was carried out by. */
    async byExecution(discovery: string, executionId: string): Promise<DiscoveryRun | null> {
      const row = await runs.findOne({ discovery, executionId });
      return row === null ? null : fromDocument(row);
    },

    async progress(id: string, progress: RunProgress): Promise<void> {
      await runs.updateOne({ _id: id, status: open }, { $set: progress });
    },

    /** So much more content has come. */
    async received(id: string, count: number, seenAt: Date): Promise<void> {
      await runs.updateOne({ _id: id, status: open }, { $inc: { done: count }, $set: { seenAt } });
    },

    async seen(id: string, seenAt: Date): Promise<void> {
      await runs.updateOne({ _id: id, status: open }, { $set: { seenAt } });
    },

    /** The source cannot be read; the first reason counts. */
    async fail(id: string, failure: string): Promise<void> {
      await runs.updateOne({ _id: id, status: open, failure: null }, { $set: { failure } });
    },

    /** The source is read. */
    async process(id: string, at: Date): Promise<void> {
      await runs.updateOne(
        { _id: id, status: 'inProgress' },
        { $set: { status: 'processing', readAt: at, seenAt: at } },
      );
    },

    /** Final; false when it had ended before. */
    async end(id: string, end: RunEnd): Promise<boolean> {
      const { matchedCount } = await runs.updateOne({ _id: id, status: open }, { $set: end });
      return matchedCount > 0;
    },

    /** Asks the run to stop; false when there is none to stop. */
    async requestCancel(id: string): Promise<boolean> {
      const { matchedCount } = await runs.updateOne({ _id: id, status: open }, { $set: { cancelRequested: true } });
      return matchedCount > 0;
    },

    /** Nothing more will be sent; false when the run has ended. */
    async complete(id: string): Promise<boolean> {
      const { matchedCount } = await runs.updateOne({ _id: id, status: open }, { $set: { isComplete: true } });
      return matchedCount > 0;
    },

    /** Newest first. */
    async list(discovery: string, below: number | undefined, limit: number): Promise<DiscoveryRun[]> {
      const found = await runs
        .find({ discovery, ...(below === undefined ? {} : { number: { $lt: below } }) })
        .sort({ number: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (discovery: string): Promise<Count> => countRows(runs, { discovery }),

    /** Open runs of which nothing was heard since. */
    async silentSince(before: Date, limit: number): Promise<DiscoveryRun[]> {
      const found = await runs
        .find({ status: open, seenAt: { $lt: before } })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    /** Some that ended before this moment. */
    async endedBefore(before: Date, limit: number): Promise<DiscoveryRun[]> {
      const found = await runs
        .find({ endedAt: { $lt: before } })
        .sort({ endedAt: 1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    async ofDiscovery(discovery: string, limit: number): Promise<DiscoveryRun[]> {
      return (await runs.find({ discovery }).limit(limit).toArray()).map(fromDocument);
    },

    async remove(id: string): Promise<void> {
      await runs.deleteOne({ _id: id });
    },
  };
}

export type DiscoveryRunStore = ReturnType<typeof createDiscoveryRunStore>;

function fromDocument({ _id, ...run }: RunDocument): DiscoveryRun {
  return { id: _id, ...run };
}

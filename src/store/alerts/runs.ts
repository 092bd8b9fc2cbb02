import { Schema, type Connection, type mongo } from 'mongoose';
import {
  addNotes,
  type AlertRun,
  type AlertRunCounts,
  type AlertRunNote,
  type AlertRunStatus,
} from '../../domain/alerts/run';
import type { SecurityContext } from '../../domain/scripts/runtime';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

type RunDocument = Omit<AlertRun, 'id'> & { readonly _id: string };

const mixed = Schema.Types.Mixed;
const schema = new Schema<RunDocument>(
  {
    ...{ _id: String, alert: mixed, trigger: String, context: String, isTest: Boolean, actor: mixed, status: String },
    ...{ at: Date, startedAt: Date, endedAt: Date, counts: mixed, notes: mixed, message: String },
    ...{ workflowId: String, runId: String },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ 'alert.uuid': 1, startedAt: -1, _id: -1 });
schema.index({ 'alert.uuid': 1, status: 1, startedAt: -1, _id: -1 });
schema.index({ 'alert.uuid': 1, context: 1, startedAt: -1 });
schema.index({ workflowId: 1 });
schema.index({ status: 1, startedAt: 1 });
schema.index({ startedAt: 1 });

export interface RunPosition {
  readonly startedAt: Date;
  readonly id: string;
}

export interface AlertRunFilter {
  readonly status?: AlertRunStatus;
}

export interface AlertRunEnd {
  readonly status: AlertRunStatus;
  readonly message: string | null;
  readonly counts?: AlertRunCounts;
}

export type AlertRunStore = ReturnType<typeof createAlertRunStore>;

/** Passes of alerts over their items. */
export function createAlertRunStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'alert_runs', schema));
  return {
    /** Keeps the row that an earlier attempt made. */
    async begin({ id, ...fields }: AlertRun): Promise<void> {
      try {
        await rows.updateOne({ _id: id }, { $setOnInsert: fields }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async find(id: string): Promise<AlertRun | null> {
      const row = await rows.findOne({ _id: id });
      return row === null ? null : fromDocument(row);
    },

    /** How far it is, with what is to be noted beside what was. */
    async progress(id: string, counts: AlertRunCounts, notes: readonly AlertRunNote[]): Promise<void> {
      if (notes.length === 0) return void (await rows.updateOne({ _id: id, status: 'running' }, { $set: { counts } }));
      const row = await rows.findOne({ _id: id }, { projection: { notes: 1 } });
      const all = addNotes(row?.notes ?? [], notes);
      await rows.updateOne({ _id: id, status: 'running' }, { $set: { counts, notes: all } });
    },

    /** Final; the first end counts. */
    async end(id: string, { status, message, counts }: AlertRunEnd, endedAt: Date): Promise<void> {
      const more = counts === undefined ? {} : { counts };
      await rows.updateOne({ _id: id, status: 'running' }, { $set: { status, message, endedAt, ...more } });
    },

    /** Of these workflows, the ones whose run is under way. */
    async runningAmong(workflowIds: readonly string[]): Promise<Set<string>> {
      if (workflowIds.length === 0) return new Set();
      const found = await rows
        .find({ workflowId: { $in: [...new Set(workflowIds)] } }, { projection: { workflowId: 1, status: 1 } })
        .toArray();
      return new Set(found.flatMap(({ workflowId, status }) => (status === 'running' ? [workflowId] : [])));
    },

    /** Those that have run for longer than a moment. */
    async underWay(startedBefore: Date, limit: number): Promise<AlertRun[]> {
      const found = await rows
        .find({ status: 'running', startedAt: { $lt: startedBefore } })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    /** Newest first. */
    async list(
      alert: string,
      filter: AlertRunFilter,
      after: RunPosition | undefined,
      limit: number,
    ): Promise<AlertRun[]> {
      const found = await rows
        .find({ ...matching(alert, filter), ...behind(after) })
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (alert: string, filter: AlertRunFilter): Promise<Count> => countRows(rows, matching(alert, filter)),

    /** The newest of a context. */
    async last(alert: string, context: SecurityContext): Promise<AlertRun | null> {
      const [row] = await rows.find({ 'alert.uuid': alert, context }).sort({ startedAt: -1 }).limit(1).toArray();
      return row === undefined ? null : fromDocument(row);
    },

    async removeOlder(before: Date): Promise<void> {
      await rows.deleteMany({ startedAt: { $lt: before }, endedAt: { $lt: before } });
    },
  };
}

function matching(alert: string, { status }: AlertRunFilter): mongo.Filter<RunDocument> {
  return { 'alert.uuid': alert, ...(status === undefined ? {} : { status }) };
}

function behind(after: RunPosition | undefined): mongo.Filter<RunDocument> {
  if (after === undefined) return {};
  const { startedAt, id } = after;
  return {
    $and: [{ startedAt: { $lte: startedAt } }, { $or: [{ startedAt: { $lt: startedAt } }, { _id: { $lt: id } }] }],
  };
}

function fromDocument({ _id, ...fields }: RunDocument): AlertRun {
  return { id: _id, ...fields };
}

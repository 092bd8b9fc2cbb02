import { Schema, type Connection, type Model, type mongo } from 'mongoose';
import type { Firing, FiringStatus, TriggerResult } from '../../domain/firings/firing';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { batched, batchedById } from '../database/batched';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { packTriggers, unpackTriggers } from './details';

/** A firing with its id as the key. */
export interface FiringDocument extends Omit<Firing, 'firingId' | 'replayOf'> {
  /** Absent on all but replays, so that the index holds only those. */
  readonly replayOf?: string | null;
  /** Counts what has come of scripts and deliveries, of a firing that has both; absent before. */
  readonly effectsRevision?: number;
  /** The firing id, derived from event and occurrence key: the key decides that an occurrence fires once. */
  readonly _id: string;
}

/** A row of the event history: verdicts are packed, everything that is queried is not. */
export type FiringRowDocument = Omit<FiringDocument, 'triggers'> & { readonly details: mongo.Binary };

const mixed = Schema.Types.Mixed;
const schema = new Schema<FiringRowDocument>(
  {
    _id: String,
    event: String,
    occurrenceKey: String,
    resource: String,
    objectUuid: String,
    objectName: String,
    referenceObjectUuid: String,
    occurredAt: Date,
    startedAt: Date,
    finishedAt: Date,
    durationMs: Number,
    status: String,
    outcome: String,
    actor: mixed,
    causedBy: String,
    causeDepth: Number,
    replayOf: String,
    replay: mixed,
    particulars: mixed,
    requestAttributes: mixed,
    uploadId: String,
    alert: mixed,
    snapshotId: String,
    policy: String,
    details: Buffer,
    matchedTriggers: mixed,
    counts: mixed,
    deliveriesOpen: Number,
    deliveriesFailed: Number,
    message: String,
    repeatCount: Number,
    lastFiredAt: Date,
    effectsRevision: Number,
    workflowId: String,
    runId: String,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ occurredAt: -1, _id: -1 });
schema.index({ event: 1, occurredAt: -1, _id: -1 });
schema.index({ objectUuid: 1, occurredAt: -1, _id: -1 });
schema.index({ 'matchedTriggers.uuid': 1, occurredAt: -1, _id: -1 });
schema.index({ 'actor.uuid': 1, occurredAt: -1, _id: -1 });
schema.index({ status: 1, occurredAt: -1, _id: -1 });
schema.index({ outcome: 1, occurredAt: -1, _id: -1 });
schema.index({ snapshotId: 1, occurredAt: -1, _id: -1 });
// Few firings are replays: only those are in the index.
schema.index({ replayOf: 1 }, { sparse: true });

export function firingModel(db: Connection): Model<FiringRowDocument> {
  return modelOf(db, 'firings', schema);
}

export type FiringStore = ReturnType<typeof createFiringStore>;

export function createFiringStore(db: Connection) {
  const firings = collectionOf(firingModel(db));
  const updateEach = batched(async (updates: readonly mongo.AnyBulkWriteOperation<FiringRowDocument>[]) => {
    // In order: two changes of one firing may meet here.
    await firings.bulkWrite([...updates], { ordered: true });
    return updates.map(() => undefined);
  });
  const closeEach = batched(async (closings: readonly Closing[]) => {
    const { matchedCount } = await firings.bulkWrite(
      closings.map(({ firingId, change }) => ({
        updateOne: { filter: { _id: firingId, status: 'running' }, update: { $set: toFields(change) } },
      })),
      { ordered: false },
    );
    if (matchedCount === closings.length) return closings.map(() => true);
    // Somebody else has closed some of them: whose end stands there has done it.
    const rows = await firings
      .find({ _id: { $in: closings.map(({ firingId }) => firingId) } }, { projection: { finishedAt: 1 } })
      .toArray();
    const ends = new Map(rows.map(({ _id, finishedAt }) => [_id, finishedAt?.getTime()]));
    return closings.map(({ firingId, change }) => ends.get(firingId) === change.finishedAt.getTime());
  });
  return {
    /** Writes firings that are new; returns the indexes of those that an earlier attempt had written. */
    async insert(documents: readonly FiringDocument[]): Promise<Set<number>> {
      return documents.length === 0 ? new Set() : insertIgnoringDuplicates(firings, documents.map(toFiringRow));
    },

    /** Which of these were decided before, with the snapshot that decided and how far they are. */
    async decided(
      firingIds: readonly string[],
    ): Promise<Map<string, { readonly snapshotId: string | null; readonly status: string }>> {
      const rows = await firings
        .find({ _id: { $in: [...firingIds] } }, { projection: { snapshotId: 1, status: 1 } })
        .toArray();
      return new Map(rows.map((row) => [row._id, { snapshotId: row.snapshotId, status: row.status }]));
    },

    async load(firingIds: readonly string[]): Promise<FiringDocument[]> {
      const rows = await firings.find({ _id: { $in: [...firingIds] } }).toArray();
      return rows.map((row) => fromFiringRow(row));
    },

    /**
     * Adds what an alert did as one more trigger, named after it; once, however often it is called. False: there is no
     * such firing.
     */
    async addResult(
      firingId: string,
      result: TriggerResult,
      { uuid, name }: { readonly uuid: string; readonly name: string },
    ): Promise<boolean> {
      for (;;) {
        const row = await firings.findOne({ _id: firingId });
        if (row === null) return false;
        const firing = fromFiringRow(row);
        if (firing.triggers.some(({ trigger }) => trigger === uuid)) return true;
        const failed = result.actions.filter(({ outcome }) => outcome === 'failed').length;
        const of = (wanted: string) => result.actions.filter(({ outcome }) => outcome === wanted).length;
        const { counts, status } = firing;
        const change = {
          details: packTriggers([...firing.triggers, result]),
          matchedTriggers: [...firing.matchedTriggers, { uuid, name }],
          counts: {
            ...{ ...counts, evaluated: counts.evaluated + 1, matched: counts.matched + 1 },
            ...{ actionsOk: counts.actionsOk + of('ok'), actionsFailed: counts.actionsFailed + failed },
            actionsSkipped: counts.actionsSkipped + of('skipped'),
          },
          ...(failed > 0 && status === 'finished' ? { status: 'finished_with_errors' as const } : {}),
        };
        // Whoever was quicker has changed the packed verdicts: then it is read again.
        const { matchedCount } = await firings.updateOne({ _id: firingId, details: row.details }, { $set: change });
        if (matchedCount > 0) return true;
      }
    },

    /** The run that carried a firing out; undefined when there is no such firing. */
    runOf: batchedById<Pick<FiringDocument, 'workflowId' | 'runId'>>(async (firingIds) => {
      const rows = await firings
        .find({ _id: { $in: [...firingIds] } }, { projection: { workflowId: 1, runId: 1 } })
        .toArray();
      return new Map(rows.map(({ _id, workflowId, runId }) => [_id, { workflowId, runId }]));
    }),

    /** Only for a firing whose certificate turned out to be a duplicate at the insert: duplicates leave no history. */
    async remove(firingIds: readonly string[]): Promise<void> {
      if (firingIds.length > 0) await firings.deleteMany({ _id: { $in: [...firingIds] } });
    },

    /** How often a firing was repeated without anything new, once another one has taken its place. */
    async keepRepeats(
      ended: readonly { readonly firingId: string; readonly repeatCount: number; readonly lastFiredAt: Date }[],
    ): Promise<void> {
      if (ended.length === 0) return;
      await firings.bulkWrite(
        ended.map(({ firingId, repeatCount, lastFiredAt }) => ({
          updateOne: { filter: { _id: firingId }, update: { $set: { repeatCount, lastFiredAt } } },
        })),
        { ordered: false },
      );
    },

    /** Writes what effects changed. The caller holds the whole list, so a repeat writes the same. */
    async update(firingId: string, change: Partial<Omit<FiringDocument, 'status'>>): Promise<void> {
      await updateEach({ updateOne: { filter: { _id: firingId }, update: { $set: toFields(change) } } });
    },

    /** Ends a firing that is running. False: it was ended before, and nothing is written. */
    close: (firingId: string, change: FiringEnd): Promise<boolean> => closeEach({ firingId, change }),

    /** The same as `update` for a firing that has ended, with its status. False: it no longer has the one seen. */
    async move(firingId: string, seen: FiringStatus, change: Partial<FiringDocument>): Promise<boolean> {
      const { matchedCount } = await firings.updateOne({ _id: firingId, status: seen }, { $set: toFields(change) });
      return matchedCount === 1;
    },

    /** The same onto the row as it was seen, for a firing that several at once bring further. False: somebody else has. */
    async revise(seen: FiringDocument, change: Partial<FiringDocument>): Promise<boolean> {
      const { _id, status, effectsRevision } = seen;
      const { matchedCount } = await firings.updateOne(
        { _id, status, effectsRevision: effectsRevision ?? { $exists: false } },
        { $set: { ...toFields(change), effectsRevision: (effectsRevision ?? 0) + 1 } },
      );
      return matchedCount === 1;
    },
  };
}

/** What stands in a firing once it has ended. */
export type FiringEnd = Partial<FiringDocument> & { readonly status: FiringStatus; readonly finishedAt: Date };

interface Closing {
  readonly firingId: string;
  readonly change: FiringEnd;
}

function toFields({ triggers, ...fields }: Partial<FiringDocument>): Partial<FiringRowDocument> {
  return triggers === undefined ? fields : { ...fields, details: packTriggers(triggers) };
}

export function toFiringRow({ triggers, ...fields }: FiringDocument): FiringRowDocument {
  return { details: packTriggers(triggers), ...fields };
}

export function fromFiringRow({ details, ...fields }: FiringRowDocument): FiringDocument {
  return { ...fields, triggers: unpackTriggers(details) };
}

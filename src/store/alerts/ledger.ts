import { Schema, type Connection, type mongo } from 'mongoose';
import type { LedgerKey, LedgerRow, LedgerState } from '../../domain/alerts/ledger';
import { groupBy } from '../../domain/values/group-by';
import { batchedUpdates } from '../database/batched';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { uuidOf } from '../database/derived-ids';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

type LedgerDocument = Omit<LedgerRow, 'id'> & { readonly _id: string };

const schema = new Schema<LedgerDocument>(
  {
    ...{ _id: String, alertId: String, itemId: String, threshold: Number, occurrence: Number, channel: String },
    ...{ itemName: String, handlerId: String, state: String, firstDueAt: Date, doneAt: Date, effectStartedAt: Date },
    ...{ workflowId: String, attempts: Number, error: String, message: String },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ alertId: 1, itemId: 1, threshold: 1, occurrence: 1, channel: 1 }, { unique: true });
schema.index({ alertId: 1, state: 1, firstDueAt: -1, _id: -1 });
schema.index({ alertId: 1, firstDueAt: -1, _id: -1 });

/** The row of a key: it is the key that makes it one. */
export function ledgerIdOf({ alertId, itemId, threshold, occurrence, channel }: LedgerKey): string {
  return uuidOf(`alert-ledger:${alertId}:${itemId}:${threshold}:${occurrence}:${channel}`);
}

export interface LedgerPosition {
  readonly firstDueAt: Date;
  readonly id: string;
}

/** How a row that was claimed ends. */
export interface LedgerEnd {
  readonly id: string;
  readonly state: Extract<LedgerState, 'done' | 'failed' | 'uncertain' | 'cancelled'>;
  readonly at: Date;
  readonly error?: string | null;
  readonly message?: string | null;
}

export type AlertLedgerStore = ReturnType<typeof createAlertLedgerStore>;

/** The ledger of alerts: what was already reported, to whom, at which threshold. */
export function createAlertLedgerStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'alert_ledger', schema));
  const change = batchedUpdates(rows);

  return {
    /** All rows of these items, by item. */
    async ofItems(alertId: string, itemIds: readonly string[]): Promise<Map<string, LedgerRow[]>> {
      if (itemIds.length === 0) return new Map();
      const found = await rows.find({ alertId, itemId: { $in: [...itemIds] } }).toArray();
      return groupBy(found.map(fromDocument), ({ itemId }) => itemId);
    },

    /** Inserting is the claim: the ids of those that somebody else has. */
    async insert(claims: readonly LedgerRow[]): Promise<Set<string>> {
      if (claims.length === 0) return new Set();
      const there = await insertIgnoringDuplicates(
        rows,
        claims.map(({ id, ...fields }): LedgerDocument => ({ _id: id, ...fields })),
      );
      return new Set([...there].map((index) => claims[index]!.id));
    },

    /** Right before the effect, of each attempt. */
    begin: (id: string, at: Date): Promise<void> =>
      change({ id, where: { state: 'claimed' }, update: { $set: { effectStartedAt: at }, $inc: { attempts: 1 } } }),

    /** It was refused clearly: nothing has happened, and it may be tried again. */
    refuse: (id: string, error: string, message: string): Promise<void> =>
      change({ id, where: { state: 'claimed' }, update: { $set: { effectStartedAt: null, error, message } } }),

    /** The first end counts. */
    async settle(ends: readonly LedgerEnd[]): Promise<void> {
      await Promise.all(
        ends.map(({ id, state, at, error = null, message = null }) =>
          change({ id, where: { state: 'claimed' }, update: { $set: { state, doneAt: at, error, message } } }),
        ),
      );
    },

    /** Takes a claim over from a run that has ended; false when somebody else was quicker. */
    async takeOver(
      { id, workflowId: seen }: Pick<LedgerRow, 'id' | 'workflowId'>,
      workflowId: string,
    ): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: id, state: 'claimed', workflowId: seen },
        { $set: { workflowId } },
      );
      return matchedCount > 0;
    },

    /** A person wants it sent again: the run gets the claim. False when it is in no such state any more. */
    async reclaim(id: string, states: readonly LedgerState[], workflowId: string): Promise<boolean> {
      const fields = {
        state: 'claimed' as const,
        effectStartedAt: null,
        doneAt: null,
        workflowId,
        error: null,
        message: null,
      };
      const { matchedCount } = await rows.updateOne({ _id: id, state: { $in: [...states] } }, { $set: fields });
      return matchedCount > 0;
    },

    async find(id: string): Promise<LedgerRow | null> {
      const row = await rows.findOne({ _id: id });
      return row === null ? null : fromDocument(row);
    },

    /** Newest first. */
    async list(
      alertId: string,
      { state, itemId }: { readonly state?: LedgerState; readonly itemId?: string },
      after: LedgerPosition | undefined,
      limit: number,
    ): Promise<LedgerRow[]> {
      const found = await rows
        .find({ ...ofAlert(alertId, state, itemId), ...behind(after) })
        .sort({ firstDueAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    count: (alertId: string, filter: { readonly state?: LedgerState; readonly itemId?: string }): Promise<Count> =>
      countRows(rows, ofAlert(alertId, filter.state, filter.itemId)),

    /** A page of rows of a channel and of those that begin like it, in the order of their ids. */
    async ofChannel(alertId: string, channel: string, after: string, limit: number): Promise<LedgerRow[]> {
      const found = await rows
        .find({ _id: { $gt: after }, alertId, $and: [{ channel: { $gte: channel, $lt: `${channel}\u{10ffff}` } }] })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    async removeOf(alertId: string): Promise<void> {
      await rows.deleteMany({ alertId });
    },
  };
}

function ofAlert(
  alertId: string,
  state: LedgerState | undefined,
  itemId: string | undefined,
): mongo.Filter<LedgerDocument> {
  return { alertId, ...(state === undefined ? {} : { state }), ...(itemId === undefined ? {} : { itemId }) };
}

function behind(after: LedgerPosition | undefined): mongo.Filter<LedgerDocument> {
  if (after === undefined) return {};
  const { firstDueAt, id } = after;
  return {
    $and: [{ firstDueAt: { $lte: firstDueAt } }, { $or: [{ firstDueAt: { $lt: firstDueAt } }, { _id: { $lt: id } }] }],
  };
}

function fromDocument({ _id, ...fields }: LedgerDocument): LedgerRow {
  return { id: _id, ...fields };
}

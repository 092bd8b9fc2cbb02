import { Schema, type Connection } from 'mongoose';
import type { AuditActor } from '../../domain/identity/audit';
import type { BulkChanges, BulkStatus } from '../../domain/certificates/bulk';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

/** One bulk change: what was asked, by whom, and how far it is. Its rows lie in a collection of their own. */
export interface BulkChange {
  readonly bulkId: string;
  /** `starting` until its run is started: nothing was promised before. */
  readonly status: BulkStatus | 'starting';
  /** A condition as it was sent and checked; null where a list names the certificates. */
  readonly filter: unknown;
  readonly uuids: readonly string[] | null;
  /** Values of attributes are erased at the end. */
  readonly changes: BulkChanges;
  /** Of the certificates, when it was asked for. */
  readonly total: Count;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly createdBy: { readonly uuid: string; readonly name: string };
  readonly requestId: string;
  /** What the request came with; unknown of those of an earlier release. */
  readonly authMethod?: AuditActor['authMethod'];
  /** Of the request, where it came with an `Idempotency-Key`. */
  readonly bodyHash: string | null;
  readonly cancelRequested: boolean;
  readonly message: string | null;
  readonly workflowId: string;
}

type BulkDocument = Omit<BulkChange, 'bulkId'> & { readonly _id: string };

const mixed = Schema.Types.Mixed;
const schema = new Schema<BulkDocument>(
  {
    _id: String,
    status: String,
    filter: mixed,
    uuids: mixed,
    changes: mixed,
    total: mixed,
    createdAt: Date,
    startedAt: Date,
    finishedAt: Date,
    createdBy: mixed,
    requestId: String,
    authMethod: String,
    bodyHash: String,
    cancelRequested: Boolean,
    message: String,
    workflowId: String,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ createdAt: -1, _id: -1 });

/** Those that have not ended. */
const open: readonly BulkChange['status'][] = ['starting', 'accepted', 'running'];

export type BulkChangeStore = ReturnType<typeof createBulkChangeStore>;

/** Bulk changes as they were asked for and as they ran. */
export function createBulkChangeStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'bulk_changes', schema));

  return {
    /** False when one of this id is there already. */
    async insert({ bulkId, ...fields }: BulkChange): Promise<boolean> {
      try {
        await rows.insertOne({ _id: bulkId, ...fields });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },

    async find(bulkId: string): Promise<BulkChange | null> {
      const row = await rows.findOne({ _id: bulkId });
      return row === null ? null : fromDocument(row);
    },

    /** Its run is started: from now on it is promised. */
    async accept(bulkId: string): Promise<void> {
      await rows.updateOne({ _id: bulkId, status: 'starting' }, { $set: { status: 'accepted' } });
    },

    /** Takes back what could not be started. */
    async withdraw(bulkId: string): Promise<void> {
      await rows.deleteOne({ _id: bulkId, status: 'starting' });
    },

    /** The change that its run is to carry out; null when it was withdrawn or has ended. */
    async begin(bulkId: string, at: Date): Promise<BulkChange | null> {
      await rows.updateOne(
        { _id: bulkId, status: { $in: ['starting', 'accepted'] } },
        { $set: { status: 'running', startedAt: at } },
      );
      const row = await rows.findOne({ _id: bulkId, status: 'running' });
      return row === null ? null : fromDocument(row);
    },

    /** Asks the run to stop; false when there is none to stop. */
    async requestCancel(bulkId: string): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: bulkId, status: { $in: [...open] } },
        { $set: { cancelRequested: true } },
      );
      return matchedCount > 0;
    },

    async isCancelRequested(bulkId: string): Promise<boolean> {
      return (await rows.findOne({ _id: bulkId, cancelRequested: true }, { projection: { _id: 1 } })) !== null;
    },

    /** Final; the first end counts. Values of attributes, which may be secret, are not kept beyond it. */
    async end(
      bulkId: string,
      end: { readonly status: 'finished' | 'cancelled' | 'failed'; readonly at: Date; readonly message: string | null },
    ): Promise<void> {
      const row = await rows.findOne({ _id: bulkId, status: { $in: [...open] } });
      if (row === null) return;
      const { customAttributes, ...others } = row.changes;
      const named = customAttributes?.map(({ name }) => ({ name, content: null }));
      const changes = { ...others, ...(named === undefined ? {} : { customAttributes: named }) };
      await rows.updateOne(
        { _id: bulkId, status: { $in: [...open] } },
        { $set: { status: end.status, finishedAt: end.at, message: end.message, changes } },
      );
    },

    count: (): Promise<Count> => countRows(rows, {}),

    /** Newest first. `after` is the last row of the page before. */
    async list(
      after: { readonly createdAt: Date; readonly bulkId: string } | undefined,
      limit: number,
    ): Promise<BulkChange[]> {
      const found = await rows
        .find(
          after === undefined
            ? {}
            : {
                createdAt: { $lte: after.createdAt },
                $or: [{ createdAt: { $lt: after.createdAt } }, { _id: { $lt: after.bulkId } }],
              },
        )
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    /** Those whose API died before it could start their run: nobody was promised anything. */
    async removeUnstarted(before: Date): Promise<void> {
      await rows.deleteMany({ status: 'starting', createdAt: { $lt: before } });
    },

    /** Ids of some that ended before this moment. */
    async endedBefore(before: Date, limit: number): Promise<string[]> {
      const found = await rows
        .find({ createdAt: { $lt: before }, finishedAt: { $lt: before } }, { projection: { _id: 1 } })
        .sort({ createdAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },

    async remove(bulkIds: readonly string[]): Promise<void> {
      if (bulkIds.length > 0) await rows.deleteMany({ _id: { $in: [...bulkIds] } });
    },
  };
}

function fromDocument({ _id, ...fields }: BulkDocument): BulkChange {
  return { bulkId: _id, ...fields };
}

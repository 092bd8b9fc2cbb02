import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

/** Who asked for a scan. */
export interface ScanAsker {
  readonly uuid: string | null;
  readonly name: string;
}

interface RequestDocument {
  readonly _id: string;
  readonly at: Date;
  readonly by: ScanAsker;
  /** The workflow of the scan that it led to; null until one has begun. */
  readonly workflowId: string | null;
}

const schema = new Schema<RequestDocument>(
  { _id: String, at: Date, by: Schema.Types.Mixed, workflowId: String },
  { versionKey: false, strict: 'throw' },
);
schema.index({ workflowId: 1, at: 1 });

/** A scan that the engine starts for a person begins within seconds; what waits longer than this has led to none. */
const waitsMs = 10 * 60_000;

export type ScanRequestStore = ReturnType<typeof createScanRequestStore>;

/** Scans that people ask for. The engine starts them by the schedule, so their workflow cannot be told who asked. */
export function createScanRequestStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'expiration_scan_requests', schema));
  return {
    /** @param workflowId where it is known already which run it is */
    async add(id: string, at: Date, by: ScanAsker, workflowId: string | null = null): Promise<void> {
      await rows.updateOne({ _id: id }, { $setOnInsert: { at, by, workflowId } }, { upsert: true });
    },

    /** It led to no scan. */
    async remove(id: string): Promise<void> {
      await rows.deleteOne({ _id: id, workflowId: null });
    },

    /** Who asked for the scan of this run, which takes the oldest request that waits; null when nobody did. */
    async takenBy(workflowId: string, now: Date): Promise<ScanAsker | null> {
      const taken = await rows.findOne({ workflowId });
      if (taken !== null) return taken.by;
      const row = await rows.findOneAndUpdate(
        { workflowId: null, at: { $gt: new Date(now.getTime() - waitsMs) } },
        { $set: { workflowId } },
        { sort: { at: 1 }, returnDocument: 'after' },
      );
      return row?.by ?? null;
    },

    /** Retention. */
    async removeOlder(than: Date): Promise<void> {
      await rows.deleteMany({ at: { $lt: than } });
    },
  };
}

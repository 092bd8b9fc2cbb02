import { Schema, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

interface BatchDocument {
  /** The batch's id. */
  readonly _id: string;
  readonly scanId: string;
  readonly expiresAt: Date;
}

const schema = new Schema<BatchDocument>(
  { _id: String, scanId: String, expiresAt: Date },
  { versionKey: false, strict: 'throw' },
);
schema.index({ scanId: 1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Nobody asks any more once the digests of the scan are written. */
const keptMs = 2 * 86_400_000;

export type ScanBatchStore = ReturnType<typeof createScanBatchStore>;

/** Which batches of a scan have opened their notices: digests are written when all have. */
export function createScanBatchStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'scan_batches', schema));
  return {
    async opened(batchId: string, scanId: string): Promise<void> {
      const row = { scanId, expiresAt: new Date(Date.now() + keptMs) };
      await rows.updateOne({ _id: batchId }, { $setOnInsert: row }, { upsert: true });
    },

    async count(scanId: string): Promise<number> {
      return (await rows.find({ scanId }, { projection: { _id: 1 } }).toArray()).length;
    },
  };
}

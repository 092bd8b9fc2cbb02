import { Schema, type Connection, type mongo } from 'mongoose';
import { noCounts, type ScanCounts } from '../../domain/expiration/scan-counts';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import type { ScanAsker } from './scan-requests';

export type ScanStatus = 'running' | 'finished' | 'failed';

export interface ExpirationScan {
  /** Compact start time, `20261121T120700Z`: part of the ids of its batches. */
  readonly scanId: string;
  readonly slot: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly status: ScanStatus;
  readonly counts: ScanCounts;
  readonly message: string | null;
  readonly workflowId: string;
  readonly runId: string;
  /** The person who started it; null where its schedule did. */
  readonly askedBy: ScanAsker | null;
  /** Fingerprint of the rules that it decided by; null while it runs, and where they changed meanwhile. */
  readonly rules: string | null;
}

/** What a scan that begins says of itself. */
export type BegunScan = Pick<ExpirationScan, 'scanId' | 'slot' | 'startedAt' | 'workflowId' | 'runId' | 'askedBy'>;

/** Rows of an earlier release do not say who asked, nor by which rules. */
type ScanDocument = Omit<ExpirationScan, 'scanId' | 'askedBy' | 'rules'> & {
  readonly _id: string;
  readonly askedBy?: ScanAsker | null;
  readonly rules?: string | null;
};

const mixed = Schema.Types.Mixed;
const schema = new Schema<ScanDocument>(
  {
    _id: String,
    slot: Date,
    startedAt: Date,
    finishedAt: Date,
    status: String,
    counts: mixed,
    message: String,
    workflowId: String,
    runId: String,
    askedBy: mixed,
    rules: String,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ startedAt: -1, _id: -1 });
schema.index({ status: 1, startedAt: -1, _id: -1 });

export type ExpirationScanStore = ReturnType<typeof createExpirationScanStore>;

/** Scans as they ran: for people, for the metric of the scan's age, and for the alarm when none ran. */
export function createExpirationScanStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'expiration_scans', schema));
  const newest = { startedAt: -1, _id: -1 } as const;

  async function first(filter: mongo.Filter<ScanDocument>): Promise<ExpirationScan | null> {
    const [row] = await rows.find(filter).sort(newest).limit(1).toArray();
    return row === undefined ? null : fromDocument(row);
  }

  return {
    /** Keeps the row that an earlier attempt made. */
    async begin(scan: BegunScan): Promise<void> {
      const { scanId: _id, ...fields } = scan;
      const row = { ...fields, finishedAt: null, status: 'running' as const, counts: noCounts, message: null };
      try {
        await rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async progress(scanId: string, counts: ScanCounts): Promise<void> {
      await rows.updateOne({ _id: scanId, status: 'running' }, { $set: { counts } });
    },

    /** Final; the first end counts. */
    async end(
      scanId: string,
      end: { readonly status: 'finished' | 'failed'; readonly at: Date; readonly message: string | null },
      { counts, rules }: { readonly counts?: ScanCounts; readonly rules?: string | null } = {},
    ): Promise<void> {
      await rows.updateOne(
        { _id: scanId, status: 'running' },
        {
          $set: {
            status: end.status,
            finishedAt: end.at,
            message: end.message,
            ...(counts === undefined ? {} : { counts }),
            ...(rules === undefined ? {} : { rules }),
          },
        },
      );
    },

    async find(scanId: string): Promise<ExpirationScan | null> {
      const row = await rows.findOne({ _id: scanId });
      return row === null ? null : fromDocument(row);
    },

    latest: (): Promise<ExpirationScan | null> => first({}),
    latestGood: (): Promise<ExpirationScan | null> => first({ status: 'finished' }),
    latestFailed: (): Promise<ExpirationScan | null> => first({ status: 'failed' }),

    /** When those that ended well were begun, after a moment. */
    async finishedSince(moment: Date): Promise<Pick<ExpirationScan, 'startedAt'>[]> {
      return rows.find({ status: 'finished', startedAt: { $gt: moment } }, { projection: { startedAt: 1 } }).toArray();
    },

    count: (): Promise<Count> => countRows(rows, {}),

    /** Newest first. `after` is the last row of the page before. */
    async list(
      after: { readonly startedAt: Date; readonly scanId: string } | null,
      limit: number,
    ): Promise<ExpirationScan[]> {
      const found = await rows
        .find(
          after === null
            ? {}
            : {
                startedAt: { $lte: after.startedAt },
                $or: [{ startedAt: { $lt: after.startedAt } }, { _id: { $lt: after.scanId } }],
              },
        )
        .sort(newest)
        .limit(limit)
        .toArray();
      return found.map(fromDocument);
    },

    async removeOlder(than: Date): Promise<void> {
      await rows.deleteMany({ startedAt: { $lt: than } });
    },
  };
}

function fromDocument({ _id, ...fields }: ScanDocument): ExpirationScan {
  return { scanId: _id, ...fields, askedBy: fields.askedBy ?? null, rules: fields.rules ?? null };
}

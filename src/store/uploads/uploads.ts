import { createHmac } from 'node:crypto';
import { mongo, Schema, type Connection, type Model } from 'mongoose';
import type { AuditSource } from '../../domain/identity/audit';
import type { AttributeValues } from '../../domain/attributes/attribute';
import type { CertificateFacts } from '../../domain/certificates/certificate';
import { groupBy } from '../../domain/values/group-by';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';

export type UploadStatus = 'processing' | 'stored' | 'ignored' | 'failed' | 'finished';

/** For people, not a failure: for example `required_attribute_missing`. */
export interface UploadWarning {
  readonly code: string;
  readonly detail: string;
}

/**
 * The upload resource, the claim on a fingerprint and the claim check in one row. A bundle has one row
 * and one more for each item. When the upload ends, content and claim go; the row stays for the retention.
 */
export interface UploadDocument {
  /** Upload id, of an item `<upload id>.<index>`. */
  readonly _id: string;
  readonly kind: 'single' | 'bundle' | 'item';
  /** Upload id of the bundle, of an item only. */
  readonly bundle?: string;
  readonly index: number;
  /** Number of items, of a bundle only. */
  readonly total: number | null;
  readonly mode: 'sync' | 'async';
  /** A caller was promised the outcome (202): a lost run is started again. Otherwise a lost claim is released. */
  readonly accepted: boolean;
  /** The process that looks after the upload while it is active; unknown of rows of an earlier release. */
  readonly owner?: string;
  /** Another process looks after it than the one that took it in: it may be in two runs. */
  readonly takenOver?: boolean;
  /** Workflow id of the run that decides it, where there may be two, and when that run last said so. */
  readonly carriedBy?: string;
  readonly carriedAt?: Date;
  readonly status: UploadStatus;
  readonly uploader: { readonly uuid: string; readonly name: string };
  readonly requestId: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Present while the upload is active, and unique among those. */
  readonly activeFingerprint?: string;
  /** Where the request came from, for the audit row of its outcome. */
  readonly source?: AuditSource;
  /** Gone for ignored uploads. */
  readonly fingerprint?: string;
  readonly der?: mongo.Binary;
  readonly requestAttributes?: AttributeValues;
  /** Chosen at acceptance; told only once stored. */
  readonly certificateUuid: string;
  readonly code: string | null;
  readonly matchedTriggers: readonly { readonly uuid: string; readonly name: string }[];
  readonly actionErrors: number;
  readonly warnings: readonly UploadWarning[];
  readonly expiresAt: Date;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<UploadDocument>(
  {
    _id: String,
    kind: String,
    bundle: String,
    index: Number,
    total: Number,
    mode: String,
    accepted: Boolean,
    owner: String,
    takenOver: Boolean,
    carriedBy: String,
    carriedAt: Date,
    status: String,
    uploader: mixed,
    requestId: String,
    createdAt: Date,
    finishedAt: Date,
    activeFingerprint: String,
    source: mixed,
    fingerprint: String,
    der: Buffer,
    requestAttributes: mixed,
    certificateUuid: String,
    code: String,
    matchedTriggers: mixed,
    actionErrors: Number,
    warnings: mixed,
    expiresAt: Date,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index(
  { activeFingerprint: 1 },
  { unique: true, partialFilterExpression: { activeFingerprint: { $exists: true } } },
);
schema.index({ bundle: 1, index: 1 }, { partialFilterExpression: { bundle: { $exists: true } } });
// What the dead leave behind, and what has been at work for too long; only rows at work are in these two.
schema.index(
  { owner: 1 },
  { partialFilterExpression: { activeFingerprint: { $exists: true } }, name: 'active_by_owner' },
);
schema.index(
  { createdAt: 1 },
  { partialFilterExpression: { activeFingerprint: { $exists: true } }, name: 'active_by_age' },
);
schema.index({ 'uploader.uuid': 1, createdAt: -1, _id: -1 });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function uploadModel(db: Connection): Model<UploadDocument> {
  return modelOf(db, 'uploads', schema);
}

/** What the API knows of an upload it is claiming, for a worker in the same process. */
export interface PendingUpload {
  readonly facts: CertificateFacts;
  readonly der: Buffer;
  /** The row as it is written with the claim. */
  readonly row: UploadDocument;
}

/** How one upload ended, to be written on its row. */
export interface UploadEnd {
  readonly uploadId: string;
  readonly status: 'stored' | 'ignored' | 'failed';
  readonly code: string | null;
  readonly matchedTriggers: readonly { readonly uuid: string; readonly name: string }[];
  readonly actionErrors: number;
  readonly warnings: readonly UploadWarning[];
}

/** What became of an upload whose process ended before anybody was promised anything. */
export const interrupted = 'upload_interrupted';

export type UploadStore = ReturnType<typeof createUploadStore>;

/**
 * @param claimKey fingerprints are claimed as an HMAC under it: values of a unique index stay in the files of some stores
 *   long after their rows, and a rejected certificate must not be known by them. Without it as they are.
 */
export function createUploadStore(db: Connection, claimKey?: Buffer) {
  const claimOf = (fingerprint: string) =>
    claimKey === undefined ? fingerprint : createHmac('sha256', claimKey).update(fingerprint).digest('hex');
  const uploads = collectionOf(uploadModel(db));
  const ids = (list: readonly string[]) => ({ $in: [...list] });

  /** Ends that are alike become one update of many rows: a bundle of a hundred is one or two statements. */
  function groupEnds(ends: readonly UploadEnd[]): { end: UploadEnd; uploadIds: string[] }[] {
    const groups = groupBy(ends, ({ uploadId: _uploadId, ...alike }) => JSON.stringify(alike));
    return [...groups.values()].map((group) => ({ end: group[0]!, uploadIds: group.map(({ uploadId }) => uploadId) }));
  }

  /**
   * Takes claims that were refused although no row holds them: the holder ended a moment ago, or, in SecantusDB, ended
   * at any time, because there an insert is checked against values that updates have long removed. Updates are
   * checked against the index itself, so the row goes in under a value of its own and then takes the claim. Returns
   * the ids of the rows that have it.
   */
  async function claimReleased(rows: readonly UploadDocument[]): Promise<Set<string>> {
    const wanted = rows.map((row) => row.activeFingerprint!);
    const held = await uploads
      .find({ activeFingerprint: { $in: wanted } }, { projection: { _id: 0, activeFingerprint: 1 } })
      .toArray();
    const taken = new Set(held.map((row) => row['activeFingerprint'] as string));
    const free = rows.filter((row) => !taken.has(row.activeFingerprint!));
    if (free.length === 0) return new Set();
    const clashes = await insertIgnoringDuplicates(
      uploads,
      free.map((row) => ({ ...row, activeFingerprint: `${row.activeFingerprint}:${row._id}` })),
    );
    const inserted = free.filter((_row, index) => !clashes.has(index));
    const claimed = await Promise.all(
      inserted.map(async ({ _id, activeFingerprint }) => {
        try {
          await uploads.updateOne({ _id }, { $set: { activeFingerprint } });
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          return false;
        }
      }),
    );
    const lost = inserted.filter((_row, index) => !claimed[index]);
    if (lost.length > 0) await uploads.deleteMany({ _id: ids(lost.map(({ _id }) => _id)) });
    return new Set(inserted.filter((_row, index) => claimed[index]).map(({ _id }) => _id));
  }

  return {
    /** Writes rows with their claims and returns the indexes of those whose claim another upload holds. */
    async claim(claimed: readonly UploadDocument[]): Promise<Set<number>> {
      const rows = claimed.map((row) => ({ ...row, activeFingerprint: claimOf(row.activeFingerprint!) }));
      const refused = await insertIgnoringDuplicates(uploads, rows);
      if (refused.size === 0) return refused;
      const retaken = await claimReleased([...refused].map((index) => rows[index]!));
      return new Set([...refused].filter((index) => !retaken.has(rows[index]!._id)));
    },

    /** Which of these fingerprints are claimed by uploads at work. */
    async held(fingerprints: readonly string[]): Promise<Set<string>> {
      const byClaim = new Map(fingerprints.map((fingerprint) => [claimOf(fingerprint), fingerprint]));
      const rows = await uploads
        .find({ activeFingerprint: { $in: [...byClaim.keys()] } }, { projection: { _id: 0, activeFingerprint: 1 } })
        .toArray();
      return new Set(rows.flatMap((row) => byClaim.get(row['activeFingerprint'] as string) ?? []));
    },

    /** Rows that carry no claim: bundles, and items that failed before any claim. */
    async add(rows: readonly UploadDocument[]): Promise<void> {
      if (rows.length > 0) await insertIgnoringDuplicates(uploads, rows);
    },

    /** Takes refused claims back, as if they had never been. */
    async remove(uploadIds: readonly string[]): Promise<void> {
      if (uploadIds.length > 0) await uploads.deleteMany({ _id: ids(uploadIds) });
    },

    /** As `remove`, but leaves what has come to an end meanwhile. */
    async removeIfOpen(uploadIds: readonly string[]): Promise<void> {
      await uploads.deleteMany({ _id: ids(uploadIds), status: 'processing' });
    },

    /** As `removeIfOpen`, but leaves what somebody was promised, too, and returns the ids of that. */
    async withdraw(uploadIds: readonly string[]): Promise<string[]> {
      await uploads.deleteMany({ _id: ids(uploadIds), status: 'processing', accepted: false });
      const left = await uploads
        .find({ _id: ids(uploadIds), status: 'processing' }, { projection: { _id: 1 } })
        .toArray();
      return left.map(({ _id }) => String(_id));
    },

    /** The rows of a batch. `withContent: false` leaves the DER where it is. */
    async load(uploadIds: readonly string[], options: { withContent: boolean }): Promise<UploadDocument[]> {
      const projection = options.withContent ? {} : { der: 0 };
      return await uploads.find<UploadDocument>({ _id: ids(uploadIds) }, { projection }).toArray();
    },

    /**
     * Writes outcomes, releases claims and erases content. Repeating it changes nothing: only rows still at work are
     * touched, and those that were given up for interrupted while their run went on. An ignored row keeps no detail of
     * its certificate.
     */
    async finish(ends: readonly UploadEnd[], finishedAt: Date): Promise<void> {
      await Promise.all(
        groupEnds(ends).map(({ end, uploadIds }) => {
          const erased = {
            der: '',
            activeFingerprint: '',
            requestAttributes: '',
            source: '',
            ...(end.status === 'ignored' ? { fingerprint: '' as const } : {}),
          } as const;
          const { status, code, matchedTriggers, actionErrors, warnings } = end;
          return uploads.updateMany(
            { _id: ids(uploadIds), status: { $in: ['processing', 'failed'] }, code: { $in: [null, interrupted] } },
            {
              $set: { status, code, matchedTriggers, actionErrors, warnings, finishedAt },
              $unset: erased,
            },
          );
        }),
      );
    },

    /** Ends a bundle once none of its items is at work. */
    async finishBundles(bundles: readonly string[], finishedAt: Date): Promise<void> {
      await Promise.all(
        bundles.map(async (bundle) => {
          const open = await uploads.findOne({ bundle, status: 'processing' }, { projection: { _id: 1 } });
          if (open === null) {
            await uploads.updateOne(
              { _id: bundle, status: 'processing' },
              { $set: { status: 'finished', finishedAt } },
            );
          }
        }),
      );
    },

    async read(uploadId: string): Promise<UploadDocument | null> {
      return await uploads.findOne<UploadDocument>({ _id: uploadId }, { projection: { der: 0, requestAttributes: 0 } });
    },

    async itemsOf(bundle: string): Promise<UploadDocument[]> {
      const rows = await uploads
        .find({ bundle }, { projection: { der: 0, requestAttributes: 0 } })
        .sort({ bundle: 1, index: 1 })
        .toArray();
      return rows;
    },

    /** Items of a bundle by status. */
    async progressOf(bundle: string): Promise<Record<string, number>> {
      const rows = await uploads
        .aggregate<{ _id: string; count: number }>([
          { $match: { bundle } },
          { $group: { _id: '$status', count: { $sum: 1 } } },
        ])
        .toArray();
      return Object.fromEntries(rows.map(({ _id, count }) => [_id, count]));
    },
  };
}

/** The DER of a claimed row, as one Buffer without copying. */
export function contentOf(row: UploadDocument): Buffer | undefined {
  if (row.der === undefined) return undefined;
  return row.der instanceof mongo.Binary
    ? Buffer.from(row.der.buffer.buffer, row.der.buffer.byteOffset, row.der.length())
    : Buffer.from(row.der);
}

import { createHmac } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CertificateFacts } from '../../domain/certificates/certificate';
import { groupBy } from '../../domain/values/group-by';
import { collectionOf } from '../database/collection';
import { isDuplicateKey } from '../database/connection';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import {
  erasedAtEnd,
  erasedIdentity,
  interrupted,
  uploadModel,
  withoutContent,
  type UploadDocument,
  type UploadRow,
  type UploadWarning,
} from './upload-rows';
import { createUploadSeal, type UploadSeal } from './upload-seal';

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

export type UploadStore = ReturnType<typeof createUploadStore>;

/**
 * @param claimKey fingerprints are claimed as an HMAC under it: values of a unique index stay in the files of some stores
 *   long after their rows, and a rejected certificate must not be known by them. Without it as they are.
 */
export function createUploadStore(db: Connection, claimKey?: Buffer, { toRow, open }: UploadSeal = createUploadSeal()) {
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
  async function claimReleased(rows: readonly UploadRow[]): Promise<Set<string>> {
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
      const rows = claimed.map((row) => ({ ...toRow(row), activeFingerprint: claimOf(row.activeFingerprint!) }));
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
      if (rows.length > 0) await insertIgnoringDuplicates(uploads, rows.map(toRow));
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

    /** The rows of a batch. `withContent: false` leaves DER and attributes where they are. */
    async load(uploadIds: readonly string[], options: { withContent: boolean }): Promise<UploadDocument[]> {
      const projection = options.withContent ? {} : withoutContent;
      return (await uploads.find({ _id: ids(uploadIds) }, { projection }).toArray()).map(open);
    },

    /**
     * Writes outcomes, releases claims and erases content. Repeating it changes nothing: only rows still at work are
     * touched, and those that were given up for interrupted while their run went on. No detail stays of a certificate
     * that is not in the inventory.
     */
    async finish(ends: readonly UploadEnd[], finishedAt: Date): Promise<void> {
      await Promise.all(
        groupEnds(ends).map(({ end, uploadIds }) => {
          const erased = {
            ...erasedAtEnd,
            source: '',
            ...(isInInventory(end) ? {} : erasedIdentity),
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
      const row = await uploads.findOne({ _id: uploadId }, { projection: withoutContent });
      return row === null ? null : open(row);
    },

    async itemsOf(bundle: string): Promise<UploadDocument[]> {
      const rows = await uploads
        .find({ bundle }, { projection: withoutContent })
        .sort({ bundle: 1, index: 1 })
        .toArray();
      return rows.map(open);
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

function isInInventory({ status, code }: UploadEnd): boolean {
  return status === 'stored' || code === 'certificate_duplicate';
}

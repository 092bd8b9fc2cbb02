import type { Connection } from 'mongoose';
import { groupBy } from '../../domain/values/group-by';
import { collectionOf, filterOf } from '../database/collection';
import {
  erasedAtEnd,
  erasedIdentity,
  interrupted,
  uploadModel,
  withoutContent,
  type UploadDocument,
  type UploadRow,
} from './upload-rows';
import { createUploadSeal, type UploadSeal } from './upload-seal';

const projection = withoutContent;

export type UploadOwnership = ReturnType<typeof createUploadOwnership>;

/** Which process looks after the uploads at work, and what is owed to whom when it ends. */
export function createUploadOwnership(db: Connection, seal: UploadSeal = createUploadSeal()) {
  const uploads = collectionOf(uploadModel(db));
  const ids = (list: readonly string[]) => ({ $in: [...list] });
  const open = async (uploadIds: readonly string[]) =>
    opened(await uploads.find({ _id: ids(uploadIds), status: 'processing' }, { projection }).toArray());
  const opened = (rows: readonly UploadRow[]): UploadDocument[] => rows.map((row) => seal.open(row));

  return {
    /** A caller is going to be told 202: from now on the outcome is owed. Returns of how many that are still open. */
    async promise(uploadIds: readonly string[]): Promise<number> {
      const { matchedCount } = await uploads.updateMany(
        { _id: ids(uploadIds), status: 'processing' },
        { $set: { accepted: true } },
      );
      return matchedCount;
    },

    /** What these processes look after, at most `limit` rows. */
    async ownedBy(owners: readonly string[], limit: number): Promise<UploadDocument[]> {
      const rows = await uploads
        .find({ activeFingerprint: { $exists: true }, owner: ids(owners) }, { projection })
        .limit(limit)
        .toArray();
      return opened(rows);
    },

    /**
     * Puts open uploads into the hands of `owner`. Of several processes that want the same, one gets each.
     * @param found as they were read: whoever owned them then
     * @returns those that `owner` has now, as they are now
     */
    async takeOver(found: readonly Pick<UploadDocument, '_id' | 'owner'>[], owner: string): Promise<UploadDocument[]> {
      for (const [before, group] of groupBy(found, (row) => row.owner ?? '')) {
        // `null` finds rows without the field.
        const seen = { _id: ids(group.map(({ _id }) => _id)), status: 'processing', owner: before || null };
        await uploads.updateMany(filterOf<UploadRow>(seen), { $set: { owner, takenOver: true } });
      }
      const now = await open(found.map(({ _id }) => _id));
      return now.filter((row) => row.owner === owner);
    },

    /**
     * Puts open uploads into the hands of one run, unless another one has them and has said so after `since`. Returns the
     * ids of those that are another one's.
     */
    async carry(uploadIds: readonly string[], run: string, at: Date, since: Date): Promise<Set<string>> {
      const free = [{ carriedBy: { $in: [null, run] } }, { carriedAt: { $lt: since } }];
      const wanted = { _id: ids(uploadIds), status: 'processing', $or: free };
      await uploads.updateMany(filterOf<UploadRow>(wanted), { $set: { carriedBy: run, carriedAt: at } });
      const rows = await uploads.find({ _id: ids(uploadIds) }, { projection: { status: 1, carriedBy: 1 } }).toArray();
      return new Set(
        rows.flatMap(({ _id, status, carriedBy }) => (status === 'processing' && carriedBy !== run ? _id : [])),
      );
    },

    /**
     * Ends open uploads that nobody was promised anything of: claim released, content and fingerprint erased, `failed` for all to see.
     * Returns the ids of those that are still open, because somebody was promised their outcome meanwhile.
     */
    async interrupt(uploadIds: readonly string[], finishedAt: Date): Promise<string[]> {
      await uploads.updateMany(
        { _id: ids(uploadIds), status: 'processing', accepted: false },
        {
          $set: { status: 'failed', code: interrupted, finishedAt },
          $unset: { ...erasedAtEnd, ...erasedIdentity },
        },
      );
      return (await open(uploadIds)).map(({ _id }) => _id);
    },

    /** Uploads at work since before `before`, oldest first; at most `limit`. Whoever owns them. */
    async stale(before: Date, limit: number): Promise<UploadDocument[]> {
      const rows = await uploads
        .find({ activeFingerprint: { $exists: true }, createdAt: { $lt: before } }, { projection })
        .sort({ createdAt: 1 })
        .limit(limit)
        .toArray();
      return opened(rows);
    },
  };
}

import { Schema, type Connection } from 'mongoose';
import { certificateModel, type CertificateDocument } from './certificates';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { replacementKeysOf } from './replacement-keys';

interface DoneDocument {
  readonly _id: string;
  readonly doneAt: Date;
}

const schema = new Schema<DoneDocument>({ _id: String, doneAt: Date }, { versionKey: false, strict: 'throw' });
const work = 'replacement-keys';

type Row = Pick<CertificateDocument, '_id' | 'subjectDn' | 'subjectAlternativeNames' | 'spkiSha256'>;
const projection = { subjectDn: 1, subjectAlternativeNames: 1, spkiSha256: 1 } as const;

export type ReplacementKeyGaps = ReturnType<typeof createReplacementKeyGaps>;

/**
 * Certificates that were stored before they had replacement keys. Nothing finds their replacements until the keys are
 * filled in; once that is done for all, `back_fills` remembers it.
 */
export function createReplacementKeyGaps(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const done = collectionOf(modelOf(db, 'back_fills', schema));
  const gap = { replacementKeys: { $exists: false } };

  return {
    async areClosed(): Promise<boolean> {
      return (await done.findOne({ _id: work })) !== null;
    },

    /** To be called after a walk through all of it, which later starts need not make again. */
    async rememberClosed(at: Date): Promise<void> {
      await done.updateOne({ _id: work }, { $setOnInsert: { doneAt: at } }, { upsert: true });
    },

    /** Certificates without keys whose uuid begins with these hexadecimal digits, in no order. */
    async page(digits: string, limit: number): Promise<Row[]> {
      return certificates
        .find<Row>({ _id: { $gte: digits, $lt: `${digits}g` }, $and: [gap] }, { projection })
        .limit(limit)
        .toArray();
    },

    /** Fills in what is still missing; gives how many were. Who was filled in or deleted meanwhile stays as it is. */
    async fill(rows: readonly Row[]): Promise<number> {
      if (rows.length === 0) return 0;
      const { modifiedCount } = await certificates.bulkWrite(
        rows.map((row) => ({
          updateOne: {
            filter: { _id: row._id, ...gap },
            update: { $set: { replacementKeys: replacementKeysOf(row) } },
          },
        })),
        { ordered: false },
      );
      return modifiedCount;
    },
  };
}

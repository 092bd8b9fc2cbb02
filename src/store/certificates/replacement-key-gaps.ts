import type { EndStatus } from '../../domain/expiration/ends';
import { Schema, type Connection } from 'mongoose';
import { certificateModel, type CertificateDocument } from './certificates';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { replacementKeysOf } from './replacement-keys';
import { replacementKeyRule } from '../../domain/certificates/replacement-keys';

interface DoneDocument {
  readonly _id: string;
  readonly doneAt: Date;
}

const schema = new Schema<DoneDocument>({ _id: String, doneAt: Date }, { versionKey: false, strict: 'throw' });
const work = `replacement-keys-${replacementKeyRule}`;

type Row = Pick<CertificateDocument, '_id' | 'subjectAttributes' | 'subjectAlternativeNames' | 'notAfter' | 'end'>;
const downAtMostMs = 7 * 86_400_000;
const projection = { subjectAttributes: 1, subjectAlternativeNames: 1, notAfter: 1, end: 1 } as const;

export type ReplacementKeyGaps = ReturnType<typeof createReplacementKeyGaps>;

/**
 * Certificates whose replacement keys an earlier version of the rule made, or nobody. Their replacements are not found
 * until the keys are filled in; once that is done for all, `back_fills` remembers it, by the version of the rule.
 */
export function createReplacementKeyGaps(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const done = collectionOf(modelOf(db, 'back_fills', schema));
  const gap = { replacementKeyRule: { $ne: replacementKeyRule } };

  return {
    async areClosed(): Promise<boolean> {
      return (await done.findOne({ _id: work })) !== null;
    },

    /** To be called after a walk through all of it, which later starts need not make again. */
    async rememberClosed(at: Date): Promise<void> {
      await done.updateOne({ _id: work }, { $setOnInsert: { doneAt: at } }, { upsert: true });
    },

    /** Such certificates whose uuid begins with these hexadecimal digits, in no order. */
    async page(digits: string, limit: number): Promise<Row[]> {
      return certificates
        .find<Row>({ _id: { $gte: digits, $lt: `${digits}g` }, $and: [gap] }, { projection })
        .limit(limit)
        .toArray();
    },

    /** Fills in what is still missing; gives how many were. Who was filled in or deleted meanwhile stays as it is. */
    async fill(rows: readonly Row[], at: Date): Promise<number> {
      if (rows.length === 0) return 0;
      const { modifiedCount } = await certificates.bulkWrite(
        rows.map((row) => ({
          updateOne: {
            filter: { _id: row._id, ...gap },
            update: { $set: { ...replacementKeysOf(row), end: row.end ?? endOf(row, at) } },
          },
        })),
        { ordered: false },
      );
      return modifiedCount;
    },
  };
}

/**
 * What ended long before this release was told of by nobody, and is seen as expired from now on; told of is only what
 * may have ended while the product was down.
 */
function endOf({ notAfter }: Row, at: Date): EndStatus {
  return notAfter !== null && at.getTime() - notAfter.getTime() > downAtMostMs ? 'open' : 'ahead';
}

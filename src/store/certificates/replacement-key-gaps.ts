import type { Connection } from 'mongoose';
import { replacementKeyRule } from '../../domain/certificates/replacement-keys';
import type { EndStatus } from '../../domain/expiration/ends';
import { collectionOf } from '../database/collection';
import { earlierThan } from '../database/versions';
import { certificateModel, type CertificateDocument } from './certificates';
import { replacementKeysOf } from './replacement-keys';
import { shownNamesOf } from './shown-names';

type Row = Pick<CertificateDocument, '_id' | 'subjectAttributes' | 'subjectAlternativeNames' | 'notAfter' | 'end'>;
const downAtMostMs = 7 * 86_400_000;
const projection = { subjectAttributes: 1, subjectAlternativeNames: 1, notAfter: 1, end: 1 } as const;

export type ReplacementKeyGaps = ReturnType<typeof createReplacementKeyGaps>;

/**
 * Certificates whose replacement keys an earlier version of the rule made, or nobody: stored by an earlier release, or
 * by an older worker that still runs beside this one. Their replacements are not found until the keys are filled in.
 */
export function createReplacementKeyGaps(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const gap = { replacementKeyRule: { $in: earlierThan(replacementKeyRule) as number[] } };

  return {
    /** Some of them, out of an index that tells at once when there are none. */
    async page(limit: number): Promise<Row[]> {
      return certificates.find<Row>(gap, { projection }).limit(limit).toArray();
    },

    /** Fills in what is still missing; gives how many were. Who was filled in or deleted meanwhile stays as it is. */
    async fill(rows: readonly Row[], at: Date): Promise<number> {
      if (rows.length === 0) return 0;
      const { modifiedCount } = await certificates.bulkWrite(
        rows.map((row) => ({
          updateOne: {
            filter: { _id: row._id, ...gap },
            update: { $set: { ...replacementKeysOf(row), ...shownNamesOf(row), end: row.end ?? endOf(row, at) } },
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

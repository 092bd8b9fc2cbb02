import type { Connection } from 'mongoose';
import { replacementKeyRule } from '../../domain/certificates/replacement-keys';
import type { EndStatus } from '../../domain/expiration/ends';
import { createBackFill } from './back-fills';
import type { CertificateDocument } from './certificates';
import { replacementKeysOf } from './replacement-keys';

type Row = Pick<CertificateDocument, '_id' | 'subjectAttributes' | 'subjectAlternativeNames' | 'notAfter' | 'end'>;
const downAtMostMs = 7 * 86_400_000;
const projection = { subjectAttributes: 1, subjectAlternativeNames: 1, notAfter: 1, end: 1 } as const;

export type ReplacementKeyGaps = ReturnType<typeof createReplacementKeyGaps>;

/**
 * Certificates whose replacement keys an earlier version of the rule made, or nobody. Their replacements are not found
 * until the keys are filled in; once that is done for all, `back_fills` remembers it, by the version of the rule.
 */
export function createReplacementKeyGaps(db: Connection) {
  const gap = { replacementKeyRule: { $ne: replacementKeyRule } };
  const { set, ...gaps } = createBackFill<Row>(db, `replacement-keys-${replacementKeyRule}`, gap, projection);
  return {
    ...gaps,

    /** Fills in what is still missing; gives how many were. */
    fill: (rows: readonly Row[], at: Date): Promise<number> =>
      set(
        rows.map((row) => ({ uuid: row._id, fields: { ...replacementKeysOf(row), end: row.end ?? endOf(row, at) } })),
      ),
  };
}

/**
 * What ended long before this release was told of by nobody, and is seen as expired from now on; told of is only what
 * may have ended while the product was down.
 */
function endOf({ notAfter }: Row, at: Date): EndStatus {
  return notAfter !== null && at.getTime() - notAfter.getTime() > downAtMostMs ? 'open' : 'ahead';
}

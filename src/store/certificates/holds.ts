import type { Connection } from 'mongoose';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { collectionOf } from '../database/collection';
import { certificateModel } from './certificates';
import { recordProjection, toRecord } from './records';
import { checkNow, waking } from './stored-fields';
import { createPredecessorWaking } from './wake-predecessors';

export type HoldStore = ReturnType<typeof createHoldStore>;

/** Certificates that are revoked for the time being (`certificateHold`). */
export function createHoldStore(db: Connection) {
  const rows = collectionOf(certificateModel(db));
  const wakePredecessors = createPredecessorWaking(db);
  return {
    /** The certificate without its hold; null when it is gone, or no longer on hold in the revision that was seen. */
    async release(seen: Pick<CertificateRecord, 'uuid' | 'revision'>, at: Date): Promise<CertificateRecord | null> {
      const row = await rows.findOneAndUpdate(
        { _id: seen.uuid, revision: seen.revision, state: 'revoked', 'revocation.reason': 'certificateHold' },
        {
          // The status follows with the next check, which is due now.
          $set: { state: 'issued', holdReleasedAt: at, updatedAt: at, checkAt: checkNow },
          $unset: { revocation: '' },
          ...waking,
          $inc: { revision: 1 },
        },
        { returnDocument: 'after', projection: recordProjection },
      );
      if (row === null) return null;
      if (row.precedingCertificates.length > 0) await wakePredecessors([seen.uuid]);
      return toRecord(row);
    },
  };
}

import type { Connection } from 'mongoose';
import { parserVersion, type CertificateFacts } from '../../domain/certificates/certificate';
import { collectionOf } from '../database/collection';
import { earlierThan } from '../database/versions';
import { waking } from './stored-fields';
import { certificateModel, type CertificateDocument } from './certificates';

/** What its facts are read from again, and who brought it. */
export type OldCertificate = Pick<CertificateDocument, '_id' | 'der' | 'createdBy'>;

export interface ReadAgain {
  readonly uuid: string;
  /** Null: this release cannot read the certificate any more, and what was read before stays. */
  readonly facts: CertificateFacts | null;
  readonly uploadedBy: string | null;
}

export type FactGaps = ReturnType<typeof createFactGaps>;

/**
 * Certificates that an earlier version of the reader has read, which looked for less: stored by an earlier release, or by
 * an older worker that still runs beside this one.
 */
export function createFactGaps(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const gap = { parserVersion: { $in: earlierThan(parserVersion) as number[] } };

  return {
    /** Some of them, out of an index that tells at once when there are none. */
    async page(limit: number): Promise<OldCertificate[]> {
      return certificates
        .find<OldCertificate>(gap, { projection: { der: 1, createdBy: 1 } })
        .limit(limit)
        .toArray();
    },

    /** Gives how many had the old facts until now. Who was read again or deleted meanwhile stays as it is. */
    async fill(read: readonly ReadAgain[]): Promise<number> {
      if (read.length === 0) return 0;
      const { modifiedCount } = await certificates.bulkWrite(
        read.map(({ uuid, facts, uploadedBy }) => ({
          updateOne: {
            filter: { _id: uuid, ...gap },
            update: { $set: { ...facts, parserVersion, uploadedBy }, ...waking },
          },
        })),
        { ordered: false },
      );
      return modifiedCount;
    },
  };
}

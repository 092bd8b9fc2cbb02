import type { Connection } from 'mongoose';
import { parserVersion, type CertificateFacts } from '../../domain/certificates/certificate';
import { createBackFill } from './back-fills';
import type { CertificateDocument } from './certificates';

/** What its facts are read from again, and who brought it. */
export type OldCertificate = Pick<CertificateDocument, '_id' | 'der' | 'createdBy'>;

export interface ReadAgain {
  readonly uuid: string;
  /** Null: this release cannot read the certificate any more, and what was read before stays. */
  readonly facts: CertificateFacts | null;
  readonly uploadedBy: string | null;
}

export type FactGaps = ReturnType<typeof createFactGaps>;

/** Certificates that an earlier version of the reader has read, which looked for less. */
export function createFactGaps(db: Connection) {
  const { set, ...gaps } = createBackFill<OldCertificate>(
    db,
    `certificate-facts-${parserVersion}`,
    { parserVersion: { $ne: parserVersion } },
    { der: 1, createdBy: 1 },
  );
  return {
    ...gaps,

    /** Gives how many had the old facts until now. */
    fill: (certificates: readonly ReadAgain[]): Promise<number> =>
      set(
        certificates.map(({ uuid, facts, uploadedBy }) => ({ uuid, fields: { ...facts, parserVersion, uploadedBy } })),
      ),
  };
}

import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Coverage } from '../../domain/expiration/coverage';
import type { DigestCertificate } from '../../domain/notifications/digest';

type Stored = DigestCertificate & Pick<CertificateRecord, 'succeedingCertificates'>;

export interface DigestCertificateDeps {
  readonly find: (uuids: readonly string[]) => Promise<ReadonlyMap<string, Stored>>;
  readonly coverageOf: (certificates: readonly Stored[]) => Promise<ReadonlyMap<string, Coverage>>;
}

/** What a digest tells of certificates, by uuid, with what their successors leave open. */
export function createDigestCertificates({ find, coverageOf }: DigestCertificateDeps) {
  return async (uuids: readonly string[]): Promise<ReadonlyMap<string, DigestCertificate>> => {
    const found = await find(uuids);
    const succeeded = [...found.values()].filter(({ succeedingCertificates }) => succeedingCertificates.length > 0);
    if (succeeded.length === 0) return found;
    const coverages = await coverageOf(succeeded);
    return new Map([...found].map(([uuid, one]) => [uuid, { ...one, coverage: coverages.get(uuid) }]));
  };
}

import type { CertificateRecord } from './certificate';

/** What is looked at of a certificate to find its issuer. */
export type Issued = Pick<
  CertificateRecord,
  'uuid' | 'subjectDerSha256' | 'issuerDerSha256' | 'selfSigned' | 'authorityKeyIdentifier' | 'notBefore' | 'notAfter'
>;
export type Issuer = Issued & Pick<CertificateRecord, 'subjectKeyIdentifier' | 'state'>;

/**
 * The one that issued a certificate, out of those that bear the name of its issuer: by key identifier where both say
 * one (RFC 5280, sections 4.2.1.1 and 4.2.1.2), rather not revoked, rather valid when the certificate began, the newest
 * of several. Undefined when none fits. Signatures are not checked.
 */
export function issuerOf<T extends Issuer>(certificate: Issued, named: readonly T[]): T | undefined {
  const wanted = certificate.authorityKeyIdentifier?.keyIdentifier ?? null;
  const fitting = named.filter(
    ({ uuid, subjectDerSha256, subjectKeyIdentifier }) =>
      uuid !== certificate.uuid &&
      subjectDerSha256 === certificate.issuerDerSha256 &&
      (wanted === null || subjectKeyIdentifier === null || subjectKeyIdentifier === wanted),
  );
  const rank = (issuer: T) =>
    (wanted !== null && issuer.subjectKeyIdentifier === wanted ? 4 : 0) +
    (issuer.state === 'revoked' ? 0 : 2) +
    (coversStart(issuer, certificate) ? 1 : 0);
  const time = ({ notBefore }: T) => notBefore?.getTime() ?? 0;
  return [...fitting].sort((one, other) => rank(other) - rank(one) || time(other) - time(one))[0];
}

/** Nobody else issued it: it is signed by itself, as far as can be told. */
export function isOwnIssuer({ selfSigned, subjectDerSha256, issuerDerSha256, ...rest }: Issued & Partial<Issuer>) {
  if (selfSigned === true) return true;
  if (subjectDerSha256 !== issuerDerSha256) return false;
  // A CA that changed its key issues for its own name: another key identifier says so.
  const issuerKey = rest.authorityKeyIdentifier?.keyIdentifier ?? null;
  return issuerKey === null || issuerKey === (rest.subjectKeyIdentifier ?? issuerKey);
}

function coversStart(issuer: Issued, { notBefore }: Issued): boolean {
  if (notBefore === null) return true;
  const begins = issuer.notBefore === null || issuer.notBefore <= notBefore;
  return begins && (issuer.notAfter === null || issuer.notAfter >= notBefore);
}

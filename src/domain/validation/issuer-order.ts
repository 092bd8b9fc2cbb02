import { isAfter, isBefore } from './issuer-rules';
import type { PathCertificate } from './path-certificate';
import type { IssuerCandidate } from './validation';

/**
 * Candidates that bear the name of the certificate's issuer (RFC 5280, section 7.1), the likeliest first: by key
 * identifier, or issuer and serial number, as the certificate names them; then those whose names are equal byte for
 * byte, that are not revoked, that are valid now, trusted tops, the newest. A key identifier that differs refuses
 * nobody, because the signature decides.
 */
export function orderedIssuers(
  certificate: PathCertificate,
  candidates: readonly IssuerCandidate[],
  now: Date,
): IssuerCandidate[] {
  const seen = new Set<string>();
  const named = candidates.filter(({ certificate: { subject, fingerprint } }) => {
    if (subject.comparable !== certificate.issuer.comparable || seen.has(fingerprint)) return false;
    seen.add(fingerprint);
    return true;
  });
  const rank = ({ certificate: issuer, trusted, revoked }: IssuerCandidate) => {
    const { notBefore, notAfter } = issuer;
    const isValid = notBefore !== null && notAfter !== null && !isBefore(now, notBefore) && !isAfter(now, notAfter);
    return (
      (identifies(certificate, issuer) === true ? 16 : 0) +
      (identifies(certificate, issuer) === false ? 0 : 8) +
      (issuer.subject.derSha256 === certificate.issuer.derSha256 ? 4 : 0) +
      (!revoked && isValid ? 2 : 0) +
      (trusted ? 1 : 0)
    );
  };
  const time = ({ certificate: { notBefore } }: IssuerCandidate) => notBefore?.getTime() ?? 0;
  const ranked = named.map((candidate) => ({ candidate, rank: rank(candidate) }));
  return ranked
    .sort((one, other) => other.rank - one.rank || time(other.candidate) - time(one.candidate))
    .map(({ candidate }) => candidate);
}

/** Whether the authority key identifier names this issuer's key; null when one of the two does not say. */
export function identifies(certificate: PathCertificate, issuer: PathCertificate): boolean | null {
  const identifier = certificate.authorityKeyIdentifier;
  if (identifier === null) return null;
  const { keyIdentifier, serialNumber } = identifier;
  if (keyIdentifier !== null && issuer.subjectKeyIdentifier !== null) {
    return keyIdentifier === issuer.subjectKeyIdentifier;
  }
  if (keyIdentifier === null && serialNumber !== null) return serialNumber === issuer.serialNumber;
  return null;
}

/** Certificates in a PKCS#7 file, as CAs and browsers export them. */
import { derTags } from './der';
import { element, explicit, integer, objectIdentifier, sequence } from './der-writer';

const oid = { data: '1.2.840.113549.1.7.1', signedData: '1.2.840.113549.1.7.2' } as const;

/**
 * A certs-only SignedData (RFC 5652, section 5.1: no signers, no content) in a ContentInfo. The certificates keep the
 * order they are given in, as `openssl crl2pkcs7` writes them, so that outcomes can be told by position.
 * @param certificates the DER of each certificate, at least one
 */
export function certificatesToPkcs7(certificates: readonly Uint8Array[]): Buffer {
  if (certificates.length === 0) throw new RangeError('a PKCS#7 bundle needs at least one certificate');
  const signedData = sequence(
    integer(1),
    element(derTags.set), // digestAlgorithms
    sequence(objectIdentifier(oid.data)), // encapContentInfo without content
    explicit(0, ...certificates), // [0] IMPLICIT CertificateSet
    element(derTags.set), // signerInfos
  );
  return sequence(objectIdentifier(oid.signedData), explicit(0, signedData));
}

/** OCSP requests (RFC 6960, section 4.1) into DER. */
import { hash } from 'node:crypto';
import type { PathCertificate } from '../domain/validation/path-certificate';
import { derTags } from './der';
import { element, explicit, nothing, objectIdentifier, octetString, sequence } from './der-writer';
import { integerContent } from './integers';

const NONCE = '1.3.6.1.5.5.7.48.1.2';
const SHA1 = '1.3.14.3.2.26';

export interface OcspQuestion {
  readonly der: Buffer;
  /** Hex of what the answer's nonce must be; null without one. */
  readonly nonce: string | null;
}

/**
 * A request for the status of one certificate. It is identified by SHA-1, which every responder knows and which
 * protects nothing here: the answer is compared with the certificate and signed.
 * @param nonce 1 to 128 octets (RFC 9654), or null for none
 */
export function writeOcspRequest(
  { issuerDer, serialNumber }: Pick<PathCertificate, 'issuerDer' | 'serialNumber'>,
  issuer: Pick<PathCertificate, 'keyOctets'>,
  nonce: Uint8Array | null,
): OcspQuestion {
  const id = sequence(
    sequence(objectIdentifier(SHA1), nothing),
    octetString(hash('sha1', issuerDer, 'buffer')),
    octetString(hash('sha1', issuer.keyOctets, 'buffer')),
    element(derTags.integer, integerContent(serialNumber)),
  );
  const value = nonce === null ? null : octetString(nonce);
  const extensions =
    value === null ? [] : [explicit(2, sequence(sequence(objectIdentifier(NONCE), octetString(value))))];
  return {
    der: sequence(sequence(sequence(sequence(id)), ...extensions)),
    nonce: value === null ? null : value.toString('hex'),
  };
}

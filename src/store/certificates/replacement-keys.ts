import { createHash } from 'node:crypto';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { replacementKeys } from '../../domain/certificates/relations';

/**
 * What is stored of a certificate's replacement keys: none or two texts of 22 characters, 132 bits of a SHA-256 each,
 * base64url. Names would be too long for an index.
 */
export function replacementKeysOf(
  certificate: Pick<CertificateRecord, 'subjectDn' | 'subjectAlternativeNames' | 'spkiSha256'>,
): string[] {
  return replacementKeys(certificate).map((key) => createHash('sha256').update(key).digest('base64url').slice(0, 22));
}

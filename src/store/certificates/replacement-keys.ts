import { createHash } from 'node:crypto';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { replacementKeyRule, replacementKeys, wholeSetKey } from '../../domain/certificates/replacement-keys';

type Named = Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>;

/** What a row of the inventory holds of its keys. */
export interface StoredReplacementKeys {
  readonly replacementKeys: readonly string[];
  readonly replacementKeyRule: number;
}

/**
 * Keys of one certificate at most. Of more, those with the smallest hashes count, which two certificates with mostly
 * the same names have in common; and a key of the whole set finds one with exactly these names.
 */
const mostKeys = 250;
/** Characters of base64url, 6 bits each. A clash costs a look at two certificates that do not fit. */
const keyLength = 12;

/** The keys that a certificate is found by, as they are stored and indexed: names would be too long. */
export function replacementKeysOf(certificate: Named): StoredReplacementKeys {
  return { replacementKeys: shortened(certificate, replacementKeys(certificate).stored), replacementKeyRule };
}

/** The keys that its predecessors and successors may be stored with. */
export function soughtKeysOf(certificate: Named): string[] {
  return shortened(certificate, replacementKeys(certificate).sought);
}

function shortened(certificate: Named, texts: readonly string[]): string[] {
  const keys = texts.map(hashOf);
  if (keys.length <= mostKeys) return keys;
  return [hashOf(wholeSetKey(certificate)), ...keys.sort().slice(0, mostKeys - 1)];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, keyLength);
}

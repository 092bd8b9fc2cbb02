import { createHash } from 'node:crypto';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import {
  keysOfName,
  mostReplacementKeys,
  replacementKeyRule,
  replacementKeys,
  wholeSetKey,
} from '../../domain/certificates/replacement-keys';

type Named = Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>;

/** What a row of the inventory holds of its keys. */
export interface StoredReplacementKeys {
  readonly replacementKeys: readonly string[];
  readonly replacementKeyRule: number;
}

/** Characters of base64url, 6 bits each. A clash costs a look at two certificates that do not fit. */
const keyLength = 12;

/** The keys that a certificate is found by, as they are stored and indexed: names would be too long. */
export function replacementKeysOf(certificate: Named): StoredReplacementKeys {
  const stored = shortened(certificate, replacementKeys(certificate).stored, mostReplacementKeys);
  return { replacementKeys: stored, replacementKeyRule };
}

/**
 * The keys that its predecessors and successors may be stored with.
 * @param most that are sought where it has more names than are kept as keys
 */
export function soughtKeysOf(certificate: Named, most: number = mostReplacementKeys): string[] {
  return shortened(certificate, replacementKeys(certificate).sought, Math.max(most, mostReplacementKeys));
}

/** What a certificate that has this name may be stored with; one that has very many names is not found by each. */
export function storedKeysOfName(name: string): string[] {
  return keysOfName(name).map(hashOf);
}

/**
 * Of too many, those with the smallest hashes, which two certificates with mostly the same names have in common; and a
 * key of the whole set, which finds one with exactly these names.
 */
function shortened(certificate: Named, texts: readonly string[], most: number): string[] {
  const keys = texts.map(hashOf);
  if (keys.length <= mostReplacementKeys) return keys;
  const whole = hashOf(wholeSetKey(certificate));
  return [whole, ...keys.sort().slice(0, most - 1)];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, keyLength);
}

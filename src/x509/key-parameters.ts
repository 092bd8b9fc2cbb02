/** DSA keys that have the parameters of the key which certified them (RFC 3279, section 2.3.2). */
import { sequence } from './der-writer';
import { DerReader } from './der';

/** The SPKI with the parameters of another one; null when one of the two is no SubjectPublicKeyInfo. */
export function inheritParameters(spki: Uint8Array, from: Uint8Array): Buffer | null {
  const own = partsOf(spki);
  const donor = partsOf(from);
  if (own?.algorithm[0] === undefined || own.key === undefined || donor?.algorithm[1] === undefined) return null;
  return sequence(sequence(own.algorithm[0], donor.algorithm[1]), own.key);
}

function partsOf(spki: Uint8Array): { algorithm: Buffer[]; key: Buffer | undefined } | null {
  const bytes = Buffer.from(spki);
  const reader = new DerReader(bytes);
  const root = reader.elementAt(0, bytes.length);
  const [algorithm, key] = root === null ? [] : reader.children(root);
  if (algorithm === undefined) return null;
  const cut = ({ start, end }: { start: number; end: number }) => bytes.subarray(start, end);
  return { algorithm: reader.children(algorithm).map(cut), key: key && cut(key) };
}

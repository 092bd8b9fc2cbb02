import { createHmac, hkdfSync } from 'node:crypto';
import { encrypt } from './secret-box';

/**
 * Seals like a box (AES-256-GCM, the same form, opened by a box of the same keys), but equal texts become equal ones: the
 * nonce is an HMAC of text and bound under a key of its own, so that it repeats only with the whole text. Who sees sealed
 * texts sees which are equal; in return a repeated write writes the same, and an unchanged value is seen without being
 * opened.
 * @param key 32 bytes
 */
export function createAlikeSeal(key: Buffer, bound: string): (text: string) => string {
  if (key.length !== 32) throw new RangeError('The key for stored values must be 32 bytes long.');
  const nonceKey = Buffer.from(hkdfSync('sha256', key, '', 'certloom nonces', 32));
  return (text) => {
    const nonce = createHmac('sha256', nonceKey).update(`${bound}\n${text}`).digest().subarray(0, 12);
    return encrypt(key, nonce, text, bound);
  };
}

import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import type { RowSeal } from '../domain/secrets/row-seal';

const form = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes;

/**
 * AES-256-GCM with a fresh 96-bit nonce each, for bytes as the database has them; texts are for a secret box. Sealed form:
 * one byte 1, the nonce, the ciphertext, the tag.
 * @param keys 32 bytes each, for this use alone; the first one seals, all of them open, so that a key can be replaced
 */
export function createRowSeal(keys: readonly Buffer[]): RowSeal {
  const [first] = keys;
  if (first === undefined || keys.some((key) => key.length !== 32)) {
    throw new RangeError('The key for sealed rows must be 32 bytes long.');
  }
  return {
    seal(plain, bound) {
      const head = Buffer.allocUnsafe(headBytes);
      head[0] = form;
      const nonce = randomFillSync(head, 1).subarray(1);
      const cipher = createCipheriv('aes-256-gcm', first, nonce).setAAD(Buffer.from(bound));
      return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, bound) {
      if (sealed[0] !== form || sealed.length < headBytes + tagBytes) return undefined;
      for (const key of keys) {
        const plain = tryOpen(key, sealed, bound);
        if (plain !== undefined) return plain;
      }
      return undefined;
    },
  };
}

function tryOpen(key: Buffer, sealed: Uint8Array, bound: string): Buffer | undefined {
  const nonce = sealed.subarray(1, headBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Seals short secrets for storage. */
export interface SecretBox {
  /** @param bound what the secret belongs to, such as a uuid; opening needs the same, so a sealed text cannot be moved */
  seal(secret: string, bound: string): string;
  /** Throws when the text was changed, moved, or sealed under a key that is not among the box's. */
  open(sealed: string, bound: string): string;
}

const form = 'v1';

/** The 32-byte key of the box out of the installation's master key (HKDF-SHA-256, RFC 5869), for this use alone. */
export function secretBoxKey(masterKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'certloom stored secrets', 32));
}

/**
 * AES-256-GCM with a fresh 96-bit nonce per secret. Sealed form: `v1.<nonce>.<ciphertext and tag>` in base64url.
 * @param keys 32 bytes each; the first one seals, all of them open, so that a key can be replaced
 */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const [first] = keys;
  if (first === undefined || keys.some((key) => key.length !== 32)) {
    throw new RangeError('The key for stored secrets must be 32 bytes long.');
  }
  return {
    seal(secret, bound) {
      return encrypt(first, randomBytes(12), secret, bound);
    },
    open(sealed, bound) {
      for (const key of keys) {
        const secret = tryOpen(key, sealed, bound);
        if (secret !== undefined) return secret;
      }
      throw new Error('A stored secret cannot be opened with the configured key.');
    },
  };
}

/** The sealed form of a text. @param nonce 12 bytes, never twice under one key for two texts */
export function encrypt(key: Buffer, nonce: Buffer, secret: string, bound: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${form}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** As `open`, but undefined where it throws: at an attempt, a wrong key is a fault that can be mended. */
export function openSecret(box: SecretBox, sealed: string, bound: string): string | undefined {
  try {
    return box.open(sealed, bound);
  } catch {
    return undefined;
  }
}

function tryOpen(key: Buffer, sealed: string, bound: string): string | undefined {
  const [version, nonce, body, more] = sealed.split('.');
  if (version !== form || nonce === undefined || body === undefined || more !== undefined) return undefined;
  const bytes = Buffer.from(body, 'base64url');
  const iv = Buffer.from(nonce, 'base64url');
  if (bytes.length < 16 || iv.length !== 12) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(Buffer.from(bound));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

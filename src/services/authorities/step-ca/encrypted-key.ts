import { createDecipheriv, pbkdf2, type CipherGCMTypes } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject } from '../authority-fault';

const derive = promisify(pbkdf2);

/** How a password wraps the key of the content (RFC 7518, section 4.8). */
const wrappings: Readonly<Record<string, { hash: string; bytes: number; cipher: string }>> = {
  'PBES2-HS256+A128KW': { hash: 'sha256', bytes: 16, cipher: 'id-aes128-wrap' },
  'PBES2-HS384+A192KW': { hash: 'sha384', bytes: 24, cipher: 'id-aes192-wrap' },
  'PBES2-HS512+A256KW': { hash: 'sha512', bytes: 32, cipher: 'id-aes256-wrap' },
};
const contents: Readonly<Record<string, CipherGCMTypes>> = {
  A128GCM: 'aes-128-gcm',
  A192GCM: 'aes-192-gcm',
  A256GCM: 'aes-256-gcm',
};
/** Of RFC 3394, section 2.2.3.1. */
const wrapIv = Buffer.alloc(8, 0xa6);
const tagBytes = 16;
/** Ten times what servers use today: whoever hands out the key must not keep us busy. */
const mostIterations = 10_000_000;

/**
 * Opens a key that is encrypted under a password, a JWE in compact form (RFC 7516). Null when the password is wrong or the
 * text is none of the forms that step-ca writes.
 */
export async function openEncryptedKey(jwe: string, password: string): Promise<Buffer | null> {
  const parts = jwe.split('.');
  const [head = '', ...rest] = parts;
  const [wrapped, iv, content, tag] = rest.map((part) => Buffer.from(part, 'base64url'));
  const header = headerOf(head);
  if (parts.length !== 5 || header === null || tag?.length !== tagBytes) return null;
  const { alg, wrapping, cipher, salt, iterations } = header;
  const fullSalt = Buffer.concat([Buffer.from(alg, 'ascii'), Buffer.from([0]), salt]);
  const wrapKey = await derive(Buffer.from(password, 'utf8'), fullSalt, iterations, wrapping.bytes, wrapping.hash);
  try {
    const unwrap = createDecipheriv(wrapping.cipher, wrapKey, wrapIv);
    const contentKey = Buffer.concat([unwrap.update(wrapped!), unwrap.final()]);
    const decipher = createDecipheriv(cipher, contentKey, iv!, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(head, 'ascii'));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(content!), decipher.final()]);
  } catch {
    // Integrity of one of the two ciphers, or a key of another length.
    return null;
  }
}

function headerOf(text: string) {
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  const { alg, enc, p2s, p2c } = isObject(header) ? header : {};
  if (typeof alg !== 'string' || typeof enc !== 'string' || typeof p2s !== 'string') return null;
  if (typeof p2c !== 'number' || !Number.isInteger(p2c) || p2c < 1 || p2c > mostIterations) return null;
  const wrapping = Object.hasOwn(wrappings, alg) ? wrappings[alg] : undefined;
  const cipher = Object.hasOwn(contents, enc) ? contents[enc] : undefined;
  if (wrapping === undefined || cipher === undefined) return null;
  return { alg, wrapping, cipher, salt: Buffer.from(p2s, 'base64url'), iterations: p2c };
}

/** Private keys under a password (PKCS#8, RFC 5958), encrypted as OpenSSL 3 does by default: PBES2 (RFC 8018). */
import { createCipheriv, pbkdf2, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { integer, nothing, objectIdentifier, octetString, sequence } from './der-writer';

/** Readers of other makers take 300,000 at most. */
export const passwordIterations = 20_000;

const oid = {
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacWithSha256: '1.2.840.113549.2.9',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const;

export interface Encrypted {
  /** DER of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly content: Buffer;
}

/** Encrypts beside the event loop: AES-256-CBC with a key out of the password (PBKDF2, HMAC-SHA-256). */
export async function encryptUnder(password: string, plain: Uint8Array): Promise<Encrypted> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await promisify(pbkdf2)(password, salt, passwordIterations, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const derivation = sequence(
    objectIdentifier(oid.pbkdf2),
    sequence(octetString(salt), integer(passwordIterations), sequence(objectIdentifier(oid.hmacWithSha256), nothing)),
  );
  const encryption = sequence(objectIdentifier(oid.aes256Cbc), octetString(iv));
  return {
    algorithm: sequence(objectIdentifier(oid.pbes2), sequence(derivation, encryption)),
    content: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

/** EncryptedPrivateKeyInfo in DER. */
export async function encryptedPrivateKey(key: KeyObject, password: string): Promise<Buffer> {
  const { algorithm, content } = await encryptUnder(password, key.export({ type: 'pkcs8', format: 'der' }));
  return sequence(algorithm, octetString(content));
}

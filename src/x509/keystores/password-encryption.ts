/** What PKCS#12 files are encrypted with: PBES2 (RFC 8018) and the algorithms of RFC 7292, appendix C. */
import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { KeystoreFault } from './fault';
import { passwordOctets, pkcs12Key, type Pkcs12Hash } from './pkcs12-key';
import { rc2Decrypt } from './rc2';
import type { Structure } from './structure';

/** A password as it is tried: `null` is none at all, which some programs tell from an empty one. */
export type TriedPassword = string | null;

/** How content was encrypted; what it takes to open it is known before any work is done. */
export interface Decryption {
  readonly iterations: number;
  /** The plain octets; undefined when the password is not the one. */
  open(content: Buffer, password: TriedPassword): Promise<Buffer | undefined>;
}

/** PBKDF2 with its salt, work and hash (RFC 8018, appendix A.2). */
export interface Pbkdf2 {
  readonly iterations: number;
  readonly keyLength: number | null;
  derive(password: TriedPassword, length: number): Promise<Buffer>;
}

const derive = promisify(pbkdf2);
const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2Oid = '1.2.840.113549.1.5.12';

const hmacs: Readonly<Record<string, Pkcs12Hash>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const ciphers: Readonly<Record<string, { readonly name: string; readonly keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
};

/** Those of RFC 7292 that files have; RC4 is not among them any more. */
const ownCiphers: Readonly<Record<string, { readonly keyLength: number; readonly kind: 'des' | 'rc2' }>> = {
  '1.2.840.113549.1.12.1.3': { keyLength: 24, kind: 'des' },
  '1.2.840.113549.1.12.1.4': { keyLength: 16, kind: 'des' },
  '1.2.840.113549.1.12.1.5': { keyLength: 16, kind: 'rc2' },
  '1.2.840.113549.1.12.1.6': { keyLength: 5, kind: 'rc2' },
};

/** Reads an AlgorithmIdentifier. Throws `KeystoreFault` for algorithms that are not read. */
export function decryptionOf(algorithm: Structure): Decryption {
  const [name, parameters] = algorithm.children();
  const oid = name?.oid() ?? '';
  if (oid === pbes2) return pbes2Of(parameters);
  const own = Object.hasOwn(ownCiphers, oid) ? ownCiphers[oid] : undefined;
  const [salt, iterations] = parameters?.children() ?? [];
  if (own === undefined || salt === undefined || iterations === undefined)
    throw new KeystoreFault('unsupported_keystore');
  const derivation = { hashName: 'sha1', salt: salt.octets(), iterations: iterations.number() } as const;
  return {
    // Key and initial vector are derived apart, 20 octets at a time.
    iterations: derivation.iterations * (1 + Math.ceil(own.keyLength / 20)),
    async open(content, password) {
      const octets = password === null ? Buffer.alloc(0) : passwordOctets(password);
      const key = await pkcs12Key({ ...derivation, password: octets, purpose: 'encryption', length: own.keyLength });
      const iv = await pkcs12Key({ ...derivation, password: octets, purpose: 'iv', length: 8 });
      if (own.kind === 'rc2')
        return content.length % 8 === 0 ? unpadded(await rc2Decrypt(key, iv, content)) : undefined;
      const whole = own.keyLength === 24 ? key : Buffer.concat([key, key.subarray(0, 8)]);
      return decipher('des-ede3-cbc', whole, iv, content);
    },
  };
}

function pbes2Of(parameters: Structure | undefined): Decryption {
  const [derivation, encryption] = parameters?.children() ?? [];
  const [cipherName, iv] = encryption?.children() ?? [];
  const oid = cipherName?.oid() ?? '';
  const cipher = Object.hasOwn(ciphers, oid) ? ciphers[oid] : undefined;
  if (derivation === undefined || cipher === undefined || iv === undefined)
    throw new KeystoreFault('unsupported_keystore');
  const kdf = pbkdf2Of(derivation);
  const vector = iv.octets();
  return {
    iterations: kdf.iterations,
    async open(content, password) {
      const key = await kdf.derive(password, cipher.keyLength);
      return decipher(cipher.name, key, vector, content);
    },
  };
}

/** Reads the AlgorithmIdentifier of a derivation. Throws `KeystoreFault` for all but PBKDF2. */
export function pbkdf2Of(derivation: Structure): Pbkdf2 {
  const [name, parameters] = derivation.children();
  const [salt, iterations, ...more] = parameters?.children() ?? [];
  if (name?.oid() !== pbkdf2Oid || salt === undefined || iterations === undefined)
    throw new KeystoreFault('unsupported_keystore');
  const keyLength = more[0]?.isInteger === true ? more[0].number() : null;
  const prf = more.find(({ isInteger }) => !isInteger);
  const hashName = prf === undefined ? 'sha1' : hmacOf(prf);
  const [bytes, count] = [salt.octets(), iterations.number()];
  return {
    iterations: count,
    keyLength,
    derive: (password, length) => derive(password ?? '', bytes, count, length, hashName),
  };
}

/** Reads the AlgorithmIdentifier of an HMAC. */
export function hmacOf(algorithm: Structure): Pkcs12Hash {
  const oid = algorithm.children()[0]?.oid() ?? '';
  const found = Object.hasOwn(hmacs, oid) ? hmacs[oid] : undefined;
  if (found === undefined) throw new KeystoreFault('unsupported_keystore');
  return found;
}

function decipher(name: string, key: Buffer, iv: Buffer, content: Buffer): Buffer | undefined {
  try {
    const plain = createDecipheriv(name, key, iv);
    return Buffer.concat([plain.update(content), plain.final()]);
  } catch {
    // The padding is what it is under another key.
    return undefined;
  }
}

function unpadded(plain: Buffer): Buffer | undefined {
  const count = plain.at(-1) ?? 0;
  if (count < 1 || count > 8 || count > plain.length) return undefined;
  return plain.subarray(-count).every((byte) => byte === count) ? plain.subarray(0, -count) : undefined;
}

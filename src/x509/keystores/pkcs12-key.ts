/** Keys out of passwords as PKCS#12 makes them (RFC 7292, appendix B). */
import { hash } from 'node:crypto';

/** What a key is for: its octet in the derivation (RFC 7292, appendix B.3). */
export const pkcs12Purposes = { encryption: 1, iv: 2, mac: 3 } as const;

const outputOctets = { sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 } as const;
export type Pkcs12Hash = keyof typeof outputOctets;
/** Others get their turn after so many rounds. */
const roundsAtOnce = 2_000;

export interface Derivation {
  readonly hashName: Pkcs12Hash;
  /** As octets, see `passwordOctets`. */
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly purpose: keyof typeof pkcs12Purposes;
  readonly length: number;
}

/** UTF-16, big endian, with a zero at its end. */
export function passwordOctets(password: string): Buffer {
  return Buffer.concat([bmpOctets(password), Buffer.alloc(2)]);
}

export function bmpOctets(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

export async function pkcs12Key({
  hashName,
  password,
  salt,
  iterations,
  purpose,
  length,
}: Derivation): Promise<Buffer> {
  const block = outputOctets[hashName] > 32 ? 128 : 64;
  const filled = (bytes: Uint8Array) =>
    Uint8Array.from({ length: Math.ceil(bytes.length / block) * block }, (_, at) => bytes[at % bytes.length] as number);
  const diversifier = Buffer.alloc(block, pkcs12Purposes[purpose]);
  const input = Buffer.concat([filled(salt), filled(password)]);
  const parts: Buffer[] = [];
  for (let made = 0; made < length; made += outputOctets[hashName]) {
    let key: Buffer = Buffer.concat([diversifier, input]);
    for (let round = 1; round <= iterations; round += 1) {
      key = hash(hashName, key, 'buffer');
      if (round % roundsAtOnce === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    parts.push(key);
    addToEach(input, block, key);
  }
  return Buffer.concat(parts).subarray(0, length);
}

/** Adds the key, repeated, and one to each block, modulo its size. */
function addToEach(input: Buffer, block: number, key: Buffer): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at -= 1) {
      carry += (input[start + at] as number) + (key[at % key.length] as number);
      input[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}

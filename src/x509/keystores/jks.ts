/**
 * Certificates of Java key stores: `JKS` as `sun.security.provider.JavaKeyStore` writes it, and `JCEKS`, which differs in
 * its magic number and in entries with secret keys. Keys are passed over and never decrypted.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { bmpOctets } from './pkcs12-key';
import { KeystoreFault, mostEntries, type KeystoreEntry } from './fault';

export const jksMagic = 0xfeedfeed;
export const jceksMagic = 0xcececece;

const digestOctets = 20;
/** What the digest is whitened with. */
const whitening = Buffer.from('Mighty Aphrodite');
const entryKinds = { key: 1, certificate: 2 } as const;

/** The certificates of all entries, once the digest over the whole file is right. Throws `KeystoreFault`. */
export function certificatesOfJks(bytes: Buffer, passwords: readonly string[]): KeystoreEntry[] {
  if (bytes.length < 12 + digestOctets) throw new KeystoreFault('damaged_keystore');
  const content = bytes.subarray(0, -digestOctets);
  const digest = bytes.subarray(-digestOctets);
  if (!passwords.some((password) => timingSafeEqual(digestOf(content, password), digest))) {
    throw new KeystoreFault(passwords.length === 0 ? 'password_needed' : 'wrong_password');
  }
  const reader = readerOf(content);
  reader.number();
  const version = reader.number();
  if (version !== 1 && version !== 2) throw new KeystoreFault('unsupported_keystore');
  const count = reader.number();
  if (count > mostEntries) throw new KeystoreFault('keystore_too_costly');
  const entries: KeystoreEntry[] = [];
  for (let entry = 0; entry < count && entries.length < mostEntries; entry += 1) {
    const kind = reader.number();
    // A serialized Java object without a length: what comes behind it cannot be found.
    if (kind !== entryKinds.key && kind !== entryKinds.certificate) throw new KeystoreFault('unsupported_keystore');
    const alias = reader.text();
    reader.skip(8);
    if (kind === entryKinds.key) reader.skip(reader.number());
    const certificates = kind === entryKinds.key ? reader.number() : 1;
    for (let at = 0; at < certificates; at += 1) {
      const type = version === 1 ? 'X.509' : reader.text();
      const der = reader.octets(reader.number());
      if (type === 'X.509') entries.push({ der, alias });
    }
  }
  return entries;
}

function digestOf(content: Buffer, password: string): Buffer {
  return createHash('sha1').update(bmpOctets(password)).update(whitening).update(content).digest();
}

function readerOf(bytes: Buffer) {
  let at = 0;
  function octets(length: number): Buffer {
    if (length > bytes.length - at) throw new KeystoreFault('damaged_keystore');
    at += length;
    return Buffer.from(bytes.subarray(at - length, at));
  }
  return {
    octets,
    skip: (length: number) => void octets(length),
    number: () => octets(4).readUInt32BE(),
    /** Modified UTF-8; what is not plain in it is shown with replacement characters. */
    text: () => octets(octets(2).readUInt16BE()).toString('utf8'),
  };
}

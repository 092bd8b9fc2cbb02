/** A private key with its certificates in one file under a password (PKCS#12, RFC 7292). */
import { createHmac, hash, randomBytes, type KeyObject } from 'node:crypto';
import {
  element,
  explicit,
  implicit,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from './der-writer';
import { bmpOctets, passwordOctets, pkcs12Key } from './keystores/pkcs12-key';
import { encryptedPrivateKey, encryptUnder, passwordIterations } from './encrypted-keys';

const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

const bmpString = 0x1e;

export interface KeyFile {
  readonly key: KeyObject;
  /** DER, the key's own certificate first. */
  readonly certificates: readonly Uint8Array[];
  /** What stores of keys list it as; some readers fail without one. */
  readonly name: string;
  /** ASCII: readers do not agree on other characters. */
  readonly password: string;
}

/** The file: key and certificates under AES-256, the whole under an HMAC with SHA-256. */
export async function writePkcs12({ key, certificates, name, password }: KeyFile): Promise<Buffer> {
  const [own] = certificates;
  if (own === undefined) throw new RangeError('a key file needs the certificate of its key');
  const keyId = hash('sha256', own, 'buffer').subarray(0, 20);
  const certificateBags = certificates.map((der, index) =>
    bag(
      oid.certBag,
      sequence(objectIdentifier(oid.x509Certificate), explicit(0, octetString(der))),
      index === 0 ? [attribute(oid.localKeyId, octetString(keyId)), friendly(name)] : [friendly(`${name} ${index}`)],
    ),
  );
  const keyBag = bag(oid.shroudedKeyBag, await encryptedPrivateKey(key, password), [
    attribute(oid.localKeyId, octetString(keyId)),
    friendly(name),
  ]);
  const encrypted = await encryptUnder(password, sequence(...certificateBags));
  const safe = sequence(encryptedData(encrypted), contentOf(sequence(keyBag)));
  const salt = randomBytes(16);
  const macKey = await pkcs12Key({
    ...{ hashName: 'sha256', password: passwordOctets(password), salt, iterations: passwordIterations },
    ...{ purpose: 'mac', length: 32 },
  });
  const mac = createHmac('sha256', macKey).update(safe).digest();
  const digest = sequence(sequence(objectIdentifier(oid.sha256), nothing), octetString(mac));
  return sequence(integer(3), contentOf(safe), sequence(digest, octetString(salt), integer(passwordIterations)));
}

function bag(type: string, value: Uint8Array, attributes: readonly Buffer[]): Buffer {
  return sequence(objectIdentifier(type), explicit(0, value), setOf(...attributes));
}

function attribute(type: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(type), setOf(value));
}

function friendly(name: string): Buffer {
  return attribute(oid.friendlyName, element(bmpString, bmpOctets(name.slice(0, 200))));
}

function contentOf(content: Uint8Array): Buffer {
  return sequence(objectIdentifier(oid.data), explicit(0, octetString(content)));
}

function encryptedData({ algorithm, content }: { readonly algorithm: Buffer; readonly content: Buffer }): Buffer {
  const info = sequence(objectIdentifier(oid.data), algorithm, implicit(0, content));
  return sequence(objectIdentifier(oid.encryptedData), explicit(0, sequence(integer(0), info)));
}

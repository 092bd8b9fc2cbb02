import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { SignatureScheme } from '../../domain/authorities/builtin-settings';
import { placesOfKey, type RequestFacts } from '../../domain/operations/checks';
import { encryptedPrivateKey } from '../../x509/encrypted-keys';
import { pemOf } from '../../x509/pem-writer';
import { writePkcs12 } from '../../x509/pkcs12-writer';
import { writeCertificationRequest, type RequestedCertificate } from '../../x509/certification-request-writer';
import { createSigner } from '../../x509/signer';
import { factsOfRequest } from './read-request';

export const madeKeyKinds = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384', 'ed25519'] as const;
export type MadeKeyKind = (typeof madeKeyKinds)[number];

export const keyFormats = ['pkcs12', 'pem'] as const;
export type KeyFormat = (typeof keyFormats)[number];

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options: object,
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;

const kinds: Readonly<Record<MadeKeyKind, readonly [type: string, options: object, scheme: SignatureScheme]>> = {
  'rsa-2048': ['rsa', { modulusLength: 2048 }, 'rsaPkcs1'],
  'rsa-3072': ['rsa', { modulusLength: 3072 }, 'rsaPkcs1'],
  'rsa-4096': ['rsa', { modulusLength: 4096 }, 'rsaPkcs1'],
  'ec-p256': ['ec', { namedCurve: 'prime256v1' }, 'ecP256'],
  'ec-p384': ['ec', { namedCurve: 'secp384r1' }, 'ecP384'],
  ed25519: ['ed25519', {}, 'ed25519'],
};

/** A key of ours, which nobody else has, and the request that asks for its certificate. */
export interface MadeKey {
  readonly privateKey: KeyObject;
  readonly request: RequestFacts;
}

/** Makes a key and signs its request. Nothing of it is kept here. */
export async function makeKey(kind: MadeKeyKind, wanted: Omit<RequestedCertificate, 'spki'>): Promise<MadeKey> {
  const [type, options, scheme] = kinds[kind];
  const { publicKey, privateKey } = await generate(type, options);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const csr = await writeCertificationRequest({ ...wanted, spki }, createSigner(scheme, privateKey));
  return { privateKey, request: factsOfRequest(csr, placesOfKey) };
}

/** A key on its way to who asked for it; the only time that it leaves. */
export interface DeliveredKey {
  readonly format: KeyFormat;
  /** A PKCS#12 file in base64, or PEM text: the encrypted key, behind it the certificates if there are any yet. */
  readonly content: string;
}

/** PKCS#12 needs the certificate: without it the key comes as PEM. @param certificates DER, the key's own first */
export async function deliverKey(
  { privateKey, name }: { readonly privateKey: KeyObject; readonly name: string },
  certificates: readonly Uint8Array[],
  { format, password }: { readonly format: KeyFormat; readonly password: string },
): Promise<DeliveredKey> {
  if (format === 'pkcs12' && certificates.length > 0) {
    const file = await writePkcs12({ key: privateKey, certificates, name, password });
    return { format, content: file.toString('base64') };
  }
  const key = pemOf('ENCRYPTED PRIVATE KEY', await encryptedPrivateKey(privateKey, password));
  return { format: 'pem', content: [key, ...certificates.map((der) => pemOf('CERTIFICATE', der))].join('') };
}

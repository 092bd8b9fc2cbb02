import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { CaKeyAlgorithm, SignatureScheme } from '../../../domain/authorities/builtin-settings';
import type { SecretBox } from '../../../secrets/secret-box';
import type { CaKeyPair } from '../../../store/authorities/builtin-cas';
import { keyIdentifier, subjectAndKey } from '../../../x509/certificate-writer';
import { createSigner, type Signer } from '../../../x509/signer';

/** A CA certificate of ours that can sign. */
export interface OpenedCa {
  readonly id: string;
  readonly der: Buffer;
  /** DER of its subject, byte for byte. */
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly keyId: Buffer;
  readonly scheme: SignatureScheme;
  readonly signer: Signer;
}

/** A key that was just made. */
export interface NewKey {
  readonly privateKey: KeyObject;
  /** DER of the public key. */
  readonly spki: Buffer;
}

const generate = promisify(generateKeyPair) as unknown as Generate;
type Generate = (type: string, options: object) => Promise<{ privateKey: KeyObject; publicKey: KeyObject }>;

/** Made beside the event loop: RSA takes a second. */
export async function newKey(algorithm: CaKeyAlgorithm): Promise<NewKey> {
  const options: Readonly<Record<CaKeyAlgorithm, readonly [string, object]>> = {
    rsa3072: ['rsa', { modulusLength: 3072 }],
    ecP256: ['ec', { namedCurve: 'prime256v1' }],
    ecP384: ['ec', { namedCurve: 'secp384r1' }],
    ed25519: ['ed25519', {}],
  };
  const { privateKey, publicKey } = await generate(...options[algorithm]);
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
}

/** The key as it is stored: PKCS#8, sealed for this certificate. */
export function sealKey(box: SecretBox, id: string, key: KeyObject): string {
  return box.seal(key.export({ format: 'der', type: 'pkcs8' }).toString('base64'), boundOf(id));
}

/** Throws when the key was sealed under a master key that is not configured, or does not belong to the certificate. */
export function openKeyPair(box: SecretBox, id: string, pair: CaKeyPair): OpenedCa {
  const pkcs8 = Buffer.from(box.open(pair.sealedKey, boundOf(id)), 'base64');
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const { subject, spki } = subjectAndKey(pair.der);
  const own = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  if (!own.equals(spki)) throw new Error('The stored key does not belong to the certificate of the authority.');
  const { der, scheme } = pair;
  return { id, der, subject, spki, keyId: keyIdentifier(spki), scheme, signer: createSigner(scheme, privateKey) };
}

function boundOf(id: string): string {
  return `ca ${id}`;
}

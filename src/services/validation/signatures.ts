import { constants, createPublicKey, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';
import type { SignatureVerdict, VerifySignature } from '../../domain/validation/validation';
import { inheritParameters } from '../../x509/key-parameters';
import { readPssParameters } from '../../x509/pss-parameters';

/** Kinds of keys that may have made a signature, and the digest; null where the algorithm has its own. */
interface Scheme {
  readonly keys: readonly string[];
  readonly digest: string | null;
}

const rsa = ['rsa'];
const rsaPss = ['rsa', 'rsa-pss'];
const schemes: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ['md2WithRSAEncryption', { keys: rsa, digest: 'md2' }],
  ['md5WithRSAEncryption', { keys: rsa, digest: 'md5' }],
  ['sha1WithRSAEncryption', { keys: rsa, digest: 'sha1' }],
  ['sha1WithRSA', { keys: rsa, digest: 'sha1' }],
  ['sha224WithRSAEncryption', { keys: rsa, digest: 'sha224' }],
  ['sha256WithRSAEncryption', { keys: rsa, digest: 'sha256' }],
  ['sha384WithRSAEncryption', { keys: rsa, digest: 'sha384' }],
  ['sha512WithRSAEncryption', { keys: rsa, digest: 'sha512' }],
  ['sha512-224WithRSAEncryption', { keys: rsa, digest: 'sha512-224' }],
  ['sha512-256WithRSAEncryption', { keys: rsa, digest: 'sha512-256' }],
  ['RSA-SHA3-224', { keys: rsa, digest: 'sha3-224' }],
  ['RSA-SHA3-256', { keys: rsa, digest: 'sha3-256' }],
  ['RSA-SHA3-384', { keys: rsa, digest: 'sha3-384' }],
  ['RSA-SHA3-512', { keys: rsa, digest: 'sha3-512' }],
  ['rsassaPss', { keys: rsaPss, digest: null }],
  ['dsaWithSHA1', { keys: ['dsa'], digest: 'sha1' }],
  ['dsaWithSHA1-old', { keys: ['dsa'], digest: 'sha1' }],
  ['dsa_with_SHA224', { keys: ['dsa'], digest: 'sha224' }],
  ['dsa_with_SHA256', { keys: ['dsa'], digest: 'sha256' }],
  ['dsa_with_SHA384', { keys: ['dsa'], digest: 'sha384' }],
  ['dsa_with_SHA512', { keys: ['dsa'], digest: 'sha512' }],
  ['ecdsa-with-SHA1', { keys: ['ec'], digest: 'sha1' }],
  ['ecdsa-with-SHA224', { keys: ['ec'], digest: 'sha224' }],
  ['ecdsa-with-SHA256', { keys: ['ec'], digest: 'sha256' }],
  ['ecdsa-with-SHA384', { keys: ['ec'], digest: 'sha384' }],
  ['ecdsa-with-SHA512', { keys: ['ec'], digest: 'sha512' }],
  ['ecdsa_with_SHA3-224', { keys: ['ec'], digest: 'sha3-224' }],
  ['ecdsa_with_SHA3-256', { keys: ['ec'], digest: 'sha3-256' }],
  ['ecdsa_with_SHA3-384', { keys: ['ec'], digest: 'sha3-384' }],
  ['ecdsa_with_SHA3-512', { keys: ['ec'], digest: 'sha3-512' }],
  ['ed25519', { keys: ['ed25519'], digest: null }],
  ['ed448', { keys: ['ed448'], digest: null }],
]);

/** From this size on the runtime's other threads compute: digests of whole lists take longer than others should wait. */
const largeOctets = 256 * 1024;

/** Named like their keys; a release of the runtime that knows them may leave the kind of the key open. */
const postQuantum = /^(ml|slh)-dsa-/;

/**
 * Whether bytes were signed by a key, as far as this release of the runtime can tell. A signature of a scheme that the
 * key is not for is `bad`; what cannot be loaded or computed is `not_run`.
 */
export const verifySignature: VerifySignature = (signed, spki, parameters) => {
  const key = loadKey(spki, parameters);
  if (key === null) return 'not_run';
  const { algorithmName, algorithm, tbs, signature } = signed;
  const scheme = schemes.get(algorithmName);
  const kind = key.asymmetricKeyType;
  if (scheme === undefined) {
    if (!postQuantum.test(algorithmName)) return 'not_run';
    if (kind !== undefined && kind !== algorithmName) return 'bad';
    return attempt(null, tbs, key, signature);
  }
  if (kind === undefined || !scheme.keys.includes(kind)) return 'bad';
  if (algorithmName !== 'rsassaPss') return attempt(scheme.digest, tbs, key, signature);
  const pss = readPssParameters(algorithm);
  // Node has no way to say a digest for the mask that differs from that of the message.
  if (pss === null || pss.digest !== pss.maskDigest) return 'not_run';
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return attempt(pss.digest, tbs, { key, padding, saltLength: pss.saltLength }, signature);
};

function loadKey(spki: Uint8Array, parameters: Uint8Array | undefined): KeyObject | null {
  const whole = parameters === undefined ? spki : inheritParameters(spki, parameters);
  if (whole === null) return null;
  try {
    return createPublicKey({ key: Buffer.from(whole), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

function attempt(
  digest: string | null,
  tbs: Uint8Array,
  key: KeyObject | VerifyKeyObjectInput,
  signature: Uint8Array,
): SignatureVerdict | Promise<SignatureVerdict> {
  try {
    if (tbs.length < largeOctets) return verify(digest, tbs, key, signature) ? 'good' : 'bad';
    return new Promise<SignatureVerdict>((resolve) => {
      verify(digest, tbs, key, signature, (error, isGood) => resolve(error ? 'not_run' : isGood ? 'good' : 'bad'));
    });
  } catch {
    return 'not_run';
  }
}

/** AlgorithmIdentifiers of signatures (RFC 5280, 4055, 5758, 8410), and what the runtime needs for each. */
import { constants, type KeyObject, type SignKeyObjectInput, type VerifyKeyObjectInput } from 'node:crypto';
import type { SignatureScheme } from '../domain/authorities/builtin-settings';
import { DerReader, derTags } from './der';
import { explicit, integer, nothing, objectIdentifier, sequence } from './der-writer';
import { decodeOid } from './oids';

/** How a key of ours signs. */
export const signatureSchemes = {
  rsaPkcs1: { digest: 'sha256', algorithm: sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing) },
  rsaPss: { digest: 'sha256', algorithm: sequence(objectIdentifier('1.2.840.113549.1.1.10'), pssParameters()) },
  ecP256: { digest: 'sha256', algorithm: sequence(objectIdentifier('1.2.840.10045.4.3.2')) },
  ecP384: { digest: 'sha384', algorithm: sequence(objectIdentifier('1.2.840.10045.4.3.3')) },
  ed25519: { digest: null, algorithm: sequence(objectIdentifier('1.3.101.112')) },
} as const satisfies Readonly<Record<SignatureScheme, object>>;

/** SHA-256 in all places, salt of 32 octets: what every reader of RSASSA-PSS takes. */
function pssParameters(): Buffer {
  const sha256 = sequence(objectIdentifier('2.16.840.1.101.3.4.2.1'), nothing);
  const mgf1 = sequence(objectIdentifier('1.2.840.113549.1.1.8'), sha256);
  return sequence(explicit(0, sha256), explicit(1, mgf1), explicit(2, integer(32)));
}

const pssPadding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } as const;

/** A key as `crypto.sign` takes it. */
export function signingInput(scheme: SignatureScheme, key: KeyObject): SignKeyObjectInput {
  return scheme === 'rsaPss' ? { key, ...pssPadding } : { key };
}

/** Digests by the OID of the signature: of RSA with PKCS#1 v1.5, and of ECDSA. Nothing below SHA-224. */
const rsaDigests: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.113549.1.1.14', 'sha224'],
]);
const ecDigests: ReadonlyMap<string, string> = new Map([
  ['1.2.840.10045.4.3.1', 'sha224'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);
const hashes: ReadonlyMap<string, string> = new Map([
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);
const rsaPss = '1.2.840.113549.1.1.10';
const pure: ReadonlyMap<string, string> = new Map([
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
]);

export interface Verification {
  /** Null for algorithms that hash by themselves. */
  readonly digest: string | null;
  readonly key: VerifyKeyObjectInput;
}

/**
 * What `crypto.verify` needs for a signature with this AlgorithmIdentifier, in DER, by this key; null when the two do not
 * belong together, or the algorithm is too weak or not known.
 */
export function verificationOf(algorithm: Uint8Array, key: KeyObject): Verification | null {
  const bytes = Buffer.from(algorithm.buffer, algorithm.byteOffset, algorithm.byteLength);
  const reader = new DerReader(bytes);
  const root = reader.elementAt(0, bytes.length);
  const [type, parameters] = root === null ? [] : reader.children(root);
  const oid = type?.tag === derTags.oid ? decodeOid(bytes, type.contentStart, type.contentEnd) : null;
  if (oid === null) return null;
  const kind = key.asymmetricKeyType;
  if (pure.get(oid) === kind && kind !== undefined) return { digest: null, key: { key } };
  if (kind === 'ec' && ecDigests.has(oid)) return { digest: ecDigests.get(oid)!, key: { key } };
  if (kind === 'rsa' && rsaDigests.has(oid)) return { digest: rsaDigests.get(oid)!, key: { key } };
  if ((kind === 'rsa' || kind === 'rsa-pss') && oid === rsaPss && parameters !== undefined) {
    // The first digest named is that of the message; a mask generation with another one is not checked.
    const [hash] = reader.children(parameters);
    const [identifier] = hash === undefined ? [] : reader.children(hash);
    const [name] = identifier === undefined ? [] : reader.children(identifier);
    const digest =
      name === undefined ? undefined : hashes.get(decodeOid(bytes, name.contentStart, name.contentEnd) ?? '');
    const salt = constants.RSA_PSS_SALTLEN_AUTO;
    return digest === undefined
      ? null
      : { digest, key: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: salt } };
  }
  return null;
}

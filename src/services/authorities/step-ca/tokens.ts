import { sign, type KeyObject } from 'node:crypto';

/** A JWK provisioner with its private key. */
export interface Provisioner {
  readonly name: string;
  readonly keyId: string;
  readonly key: KeyObject;
}

export interface TokenClaims {
  /** The address that it is for. */
  readonly audience: string;
  /** Common name of the certificate, or the decimal serial number of one that is revoked. */
  readonly subject: string;
  /** A server takes a token of one id once. */
  readonly id: string;
  /** Names that the certificate has to have, without their kinds; none for a revocation. */
  readonly names?: readonly string[];
}

const lifetimeSeconds = 300;

/** How a key signs (RFC 7518, section 3.1; RFC 8037); null for one that no provisioner can have. */
export function algorithmOf(key: KeyObject): { readonly name: string; readonly hash: string | null } | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa') return { name: 'RS256', hash: 'sha256' };
  if (type === 'ed25519') return { name: 'EdDSA', hash: null };
  if (type !== 'ec') return null;
  switch (details?.namedCurve) {
    case 'prime256v1':
      return { name: 'ES256', hash: 'sha256' };
    case 'secp384r1':
      return { name: 'ES384', hash: 'sha384' };
    case 'secp521r1':
      return { name: 'ES512', hash: 'sha512' };
    default:
      return null;
  }
}

/** A one-time token: a signed JWT (RFC 7519) that holds for five minutes. */
export function writeToken({ name, keyId, key }: Provisioner, claims: TokenClaims, at: Date): string {
  const algorithm = algorithmOf(key);
  if (algorithm === null) throw new Error('a provisioner has a key that signs');
  const seconds = Math.floor(at.getTime() / 1000);
  const { audience, subject, id, names } = claims;
  const head = encode({ alg: algorithm.name, kid: keyId, typ: 'JWT' });
  const payload = encode({
    ...{ iss: name, aud: audience, sub: subject, jti: id },
    ...{ iat: seconds, nbf: seconds, exp: seconds + lifetimeSeconds },
    ...(names === undefined ? {} : { sans: names }),
  });
  const signature = sign(algorithm.hash, Buffer.from(`${head}.${payload}`), { key, dsaEncoding: 'ieee-p1363' });
  return `${head}.${payload}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** Public key of an account (RFC 7518, section 6.2), its members in the order of RFC 7638. */
export interface AccountJwk {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y: string;
}

/** Flattened JSON serialization (RFC 7515, section 7.2.2). */
export interface Jws {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

export interface JwsHeader {
  readonly url: string;
  readonly nonce: string;
  /** URL of the account; null: the key itself is sent, as for a new account. */
  readonly accountUrl: string | null;
}

/** A new account key, EC P-256. */
export function newAccountKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export function jwkOf(key: KeyObject): AccountJwk {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  if (crv !== 'P-256' || kty !== 'EC' || x === undefined || y === undefined) throw new Error('not an EC P-256 key');
  return { crv, kty, x, y };
}

/** RFC 7638, base64url. */
export function thumbprintOfKey(jwk: AccountJwk): string {
  return createHash('sha256').update(JSON.stringify(jwk)).digest('base64url');
}

/** A request body (RFC 8555, section 6.2), ES256. @param payload null: POST-as-GET */
export function signRequest(key: KeyObject, { url, nonce, accountUrl }: JwsHeader, payload: object | null): Jws {
  const identity = accountUrl === null ? { jwk: jwkOf(key) } : { kid: accountUrl };
  const head = encode({ alg: 'ES256', ...identity, nonce, url });
  const body = payload === null ? '' : encode(payload);
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
  return { protected: head, payload: body, signature: signature.toString('base64url') };
}

/** External account binding (RFC 8555, section 7.3.4), HS256. @param macKey base64url, as authorities hand it out */
export function bindAccount(jwk: AccountJwk, url: string, keyId: string, macKey: string): Jws {
  const head = encode({ alg: 'HS256', kid: keyId, url });
  const payload = encode(jwk);
  const mac = createHmac('sha256', Buffer.from(macKey, 'base64url')).update(`${head}.${payload}`);
  return { protected: head, payload, signature: mac.digest('base64url') };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

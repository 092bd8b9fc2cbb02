import { createPublicKey, generateKeyPairSync, verify, type KeyObject } from 'node:crypto';
import { algorithmOf, writeToken } from './tokens';

const at = new Date('2027-01-01T00:00:00.900Z');
const claims = { audience: 'https://ca.example/1.0/sign', subject: 'web', id: 'id', names: ['web', '192.0.2.1'] };
const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;

it.each([
  ['ES256', 'sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ES384', 'sha384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['ES512', 'sha512', generateKeyPairSync('ec', { namedCurve: 'P-521' })],
  ['EdDSA', null, generateKeyPairSync('ed25519')],
  ['RS256', 'sha256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
] as [string, string | null, { privateKey: KeyObject }][])('signs with %s', (alg, hash, { privateKey: key }) => {
  const [head, payload, signature] = writeToken({ name: 'me', keyId: 'kid', key }, claims, at).split('.');
  expect(read(head!)).toEqual({ alg, kid: 'kid', typ: 'JWT' });
  const seconds = Date.parse('2027-01-01T00:00:00Z') / 1000;
  expect(read(payload!)).toEqual({
    ...{ iss: 'me', aud: claims.audience, sub: 'web', jti: 'id', sans: claims.names },
    ...{ iat: seconds, nbf: seconds, exp: seconds + 300 },
  });
  const checked = { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' } as const;
  expect(verify(hash, Buffer.from(`${head}.${payload}`), checked, Buffer.from(signature!, 'base64url'))).toBe(true);
});

it('knows which keys no provisioner can have', () => {
  const keys = [generateKeyPairSync('x25519'), generateKeyPairSync('ec', { namedCurve: 'secp256k1' })];
  expect(keys.map(({ privateKey }) => algorithmOf(privateKey))).toEqual([null, null]);
});

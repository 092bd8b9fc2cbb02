import { createHmac, createPublicKey, verify } from 'node:crypto';
import { bindAccount, jwkOf, newAccountKey, signRequest, thumbprintOfKey } from './jws';

const decoded = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
const header = { url: 'https://ca.example/order', nonce: 'n1' };

it('signs a request that the public key verifies, as the account or with the key itself', () => {
  const key = newAccountKey();
  const jws = signRequest(key, { ...header, accountUrl: 'https://ca.example/1' }, { a: 1 });
  expect(decoded(jws.protected)).toEqual({ alg: 'ES256', kid: 'https://ca.example/1', ...header });
  const content = Buffer.from(`${jws.protected}.${jws.payload}`);
  const publicKey = { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', content, publicKey, Buffer.from(jws.signature, 'base64url'))).toBe(true);
  const first = signRequest(key, { ...header, accountUrl: null }, null);
  expect(decoded(first.protected)).toEqual({ alg: 'ES256', jwk: jwkOf(key), ...header });
  expect(first.payload).toBe('');
});

it('takes the thumbprint over the required members in their order', () => {
  // RFC 7638, section 3, for another kind of key: order and no white space are what counts.
  const jwk = { crv: 'P-256', kty: 'EC', x: 'x', y: 'y' };
  expect(thumbprintOfKey(jwk)).toBe('lTYYwPiOVLnEGn_2tedaJs97fsHfTdR0jdsLJVF2RuA');
});

it('binds the account by the key of another one', () => {
  const jwk = jwkOf(newAccountKey());
  const binding = bindAccount(jwk, 'https://ca.example/new', 'kid-1', 'c2VjcmV0');
  expect(decoded(binding.protected)).toEqual({ alg: 'HS256', kid: 'kid-1', url: 'https://ca.example/new' });
  expect(decoded(binding.payload)).toEqual(jwk);
  const mac = createHmac('sha256', 'secret').update(`${binding.protected}.${binding.payload}`).digest('base64url');
  expect(binding.signature).toBe(mac);
});

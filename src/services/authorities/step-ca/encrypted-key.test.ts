import { openEncryptedKey } from './encrypted-key';
import { provisionerJwe, provisionerPassword } from '../../../../test/support/step-ca-provisioner';

it('opens a key that step-ca’s own library has encrypted, with its password only', async () => {
  const jwk = await openEncryptedKey(provisionerJwe, provisionerPassword);
  expect(JSON.parse(jwk!.toString('utf8'))).toMatchObject({ kty: 'EC', crv: 'P-256', d: expect.any(String) });
  expect(await openEncryptedKey(provisionerJwe, 'another')).toBeNull();
});

const parts = provisionerJwe.split('.');
const withHead = (change: object) => {
  const head = JSON.parse(Buffer.from(parts[0]!, 'base64url').toString('utf8')) as object;
  return [Buffer.from(JSON.stringify({ ...head, ...change })).toString('base64url'), ...parts.slice(1)].join('.');
};

it.each([
  ['no JWE', 'text'],
  ['a part too few', parts.slice(0, 4).join('.')],
  ['a head that is no JSON', ['e30e', ...parts.slice(1)].join('.')],
  ['another algorithm', withHead({ alg: 'dir' })],
  ['a member of every object for an algorithm', withHead({ alg: 'constructor' })],
  ['iterations for hours', withHead({ p2c: 1e12 })],
  ['a changed head', withHead({ cty: 'other' })],
  ['a changed content', [...parts.slice(0, 3), `A${parts[3]!.slice(1)}`, parts[4]].join('.')],
])('opens nothing of %s', async (_case, jwe) => {
  expect(await openEncryptedKey(jwe, provisionerPassword)).toBeNull();
});

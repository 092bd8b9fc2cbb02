import { operationStates } from '../operations/operation';
import { dispositionOf, keyKindOf } from './enrollment';

it('has a disposition for each state', () => {
  expect(Object.fromEntries(operationStates.map((state) => [state, dispositionOf(state)]))).toEqual({
    ...{ requested: 'PENDING', pending_approval: 'PENDING', pending_issue: 'PENDING', pending_revoke: 'PENDING' },
    ...{ issued: 'ISSUED', revoked: 'ISSUED', rejected: 'DENIED', cancelled: 'DENIED', failed: 'FAILED' },
  });
});

const ec = { keyAlgorithm: 'ec', keySize: 384, curve: 'secp384r1' };
it.each([
  [{}, null, 'rsa-2048'],
  [{}, ec, 'ec-p384'],
  [{}, { keyAlgorithm: 'rsa', keySize: 4096, curve: null }, 'rsa-4096'],
  [{}, { keyAlgorithm: 'rsa', keySize: 1024, curve: null }, 'rsa-2048'],
  [{}, { keyAlgorithm: 'ed25519', keySize: null, curve: null }, 'ed25519'],
  [{ KeyType: 'RSA', KeyLength: 3072 }, ec, 'rsa-3072'],
  [{ KeyLength: '4096' }, null, 'rsa-4096'],
  [{ KeyType: 3 }, null, 'ec-p256'],
  [{ KeyType: 'ECC', KeyLength: 384 }, null, 'ec-p384'],
  [{ KeyType: 'ECC', Curve: 'P-384' }, null, 'ec-p384'],
  [{ Curve: '1.2.840.10045.3.1.7' }, null, 'ec-p256'],
  [{ KeyType: 'Ed25519' }, null, 'ed25519'],
  [{ KeyType: 'RSA', KeyLength: 1024 }, null, undefined],
  [{ KeyType: 'ECC', Curve: 'P-521' }, null, undefined],
  [{ KeyType: 'DSA' }, null, undefined],
])('%j after %j makes a key of kind %s', (wanted, before, expected) =>
  expect(keyKindOf(wanted, before)).toBe(expected),
);

import { sign, verify } from 'node:crypto';
import { keysOf } from '../../test/support/certification-request';
import { nothing, objectIdentifier, sequence } from './der-writer';
import { signatureSchemes, signingInput, verificationOf } from './signature-algorithms';

const content = Buffer.from('content');
const schemes = ['rsaPkcs1', 'rsaPss', 'ecP256', 'ecP384', 'ed25519'] as const;

it.each(schemes)('%s is checked as it signs, by its own key only', (scheme) => {
  const { privateKey, publicKey } = keysOf(scheme);
  const { algorithm, digest } = signatureSchemes[scheme];
  const signature = sign(digest, content, signingInput(scheme, privateKey));
  const check = verificationOf(algorithm, publicKey)!;
  expect(verify(check.digest, content, check.key, signature)).toBe(true);
  expect(verify(check.digest, Buffer.from('other'), check.key, signature)).toBe(false);
  const other = keysOf(scheme === 'ed25519' ? 'ecP256' : 'ed25519').publicKey;
  expect(verificationOf(algorithm, other)).toBeNull();
});

it.each([
  ['RSA with SHA-1', '1.2.840.113549.1.1.5'],
  ['RSA with MD5', '1.2.840.113549.1.1.4'],
  ['RSASSA-PSS without parameters, which means SHA-1', '1.2.840.113549.1.1.10'],
  ['what nobody knows', '1.2.3.4'],
])('%s is not checked', (_what, oid) =>
  expect(verificationOf(sequence(objectIdentifier(oid)), keysOf('rsaPkcs1').publicKey)).toBeNull(),
);

it('what is no algorithm is not checked', () =>
  expect([nothing, Buffer.alloc(0)].map((der) => verificationOf(der, keysOf('ed25519').publicKey))).toEqual([
    null,
    null,
  ]));

import { certificateOf, inDays } from '../../../test/support/builders';
import type { CertificateRecord } from './certificate';
import { isOwnIssuer, issuerOf } from './issuers';

const keyed = (keyIdentifier: string | null) => ({ keyIdentifier, issuer: [], serialNumber: null });
const leaf = certificateOf('leaf', { authorityKeyIdentifier: keyed('k1') });
const ca = (uuid: string, change: Partial<CertificateRecord> = {}) =>
  certificateOf(uuid, {
    ...{ subjectDerSha256: 'ca', subjectKeyIdentifier: 'k1', notBefore: inDays(-900), notAfter: inDays(900) },
    ...change,
  });

it.each<{ name: string; named: readonly CertificateRecord[]; expected: string | undefined }>([
  { name: 'nobody', named: [], expected: undefined },
  { name: 'the only one', named: [ca('a')], expected: 'a' },
  { name: 'not one of another name', named: [ca('a', { subjectDerSha256: 'other' })], expected: undefined },
  { name: 'not one of another key', named: [ca('a', { subjectKeyIdentifier: 'k2' })], expected: undefined },
  { name: 'one that does not tell its key', named: [ca('a', { subjectKeyIdentifier: null })], expected: 'a' },
  { name: 'rather the one of that key', named: [ca('a', { subjectKeyIdentifier: null }), ca('b')], expected: 'b' },
  { name: 'rather not a revoked one', named: [ca('a', { state: 'revoked' }), ca('b')], expected: 'b' },
  { name: 'rather one that was valid then', named: [ca('a', { notAfter: inDays(-500) }), ca('b')], expected: 'b' },
  { name: 'the newest of several', named: [ca('a'), ca('b', { notBefore: inDays(-300) })], expected: 'b' },
  { name: 'not itself', named: [{ ...leaf, subjectDerSha256: 'ca' }], expected: undefined },
])('the issuer is $name', ({ named, expected }) => expect(issuerOf(leaf, named)?.uuid).toBe(expected));

it.each<{ name: string; change: Partial<CertificateRecord>; expected: boolean }>([
  { name: 'self-signed', change: { selfSigned: true }, expected: true },
  { name: 'issued by another name', change: {}, expected: false },
  { name: 'of its own name, signature unknown', change: { selfSigned: null, subjectDerSha256: 'ca' }, expected: true },
  {
    name: 'of its own name under an earlier key',
    change: { subjectDerSha256: 'ca', subjectKeyIdentifier: 'k2', authorityKeyIdentifier: keyed('k1') },
    expected: false,
  },
])('$name: nobody else issued it: $expected', ({ change, expected }) =>
  expect(isOwnIssuer(certificateOf('c', { authorityKeyIdentifier: null, ...change }))).toBe(expected),
);

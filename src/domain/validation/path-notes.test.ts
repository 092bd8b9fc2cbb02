import { pathCertificate, pathName } from '../../../test/support/path-certificates';
import type { PathCertificate } from './path-certificate';
import { pathNotes } from './path-notes';

const identifier = { keyIdentifier: '01', issuer: [], serialNumber: null };
const usual = { subjectKeyIdentifier: '01', authorityKeyIdentifier: identifier };

function codes(end: Partial<PathCertificate> = {}, top: Partial<PathCertificate> = {}): string[] {
  const path = [
    pathCertificate('end', 'ca', { ...usual, ...end }),
    pathCertificate('ca', 'ca', { isCa: true, ...usual, ...top }),
  ];
  return pathNotes(path).map(({ code }) => code);
}

describe('pathNotes', () => {
  it('has nothing to say of what is usual', () => expect(codes()).toEqual([]));

  it.each<[string, Partial<PathCertificate>, Partial<PathCertificate>]>([
    ['name_encoding_differs', { issuer: { ...pathName('ca'), derSha256: 'other bytes' } }, {}],
    ['authority_key_identifier_differs', {}, { subjectKeyIdentifier: '02' }],
    ['key_identifier_missing', { authorityKeyIdentifier: null }, {}],
    ['key_identifier_missing', {}, { subjectKeyIdentifier: null }],
    ['weak_signature', { signatureAlgorithm: 'sha1WithRSAEncryption' }, {}],
    ['weak_signature', { signatureAlgorithm: 'ecdsa-with-SHA1' }, {}],
    ['weak_signature', { signatureAlgorithm: 'md5WithRSAEncryption' }, {}],
    ['weak_key', { keyAlgorithm: 'rsa', keySize: 1024 }, {}],
    ['weak_key', {}, { keyAlgorithm: 'ec', keySize: 192 }],
    ['weak_key', {}, { keyAlgorithm: 'dsa', keySize: 3072 }],
    ['basic_constraints_not_critical', {}, { extensions: ['2.5.29.19'] }],
    ['name_constraints_not_critical', {}, { extensions: ['2.5.29.30'] }],
    ['policy_constraints_not_critical', {}, { extensions: ['2.5.29.36'] }],
    ['version_1_anchor', {}, { version: 1 }],
    ['serial_number_unusual', { serialNumber: '0' }, {}],
    ['serial_number_unusual', { serialNumber: '-5' }, {}],
    ['serial_number_unusual', { serialNumber: '8'.repeat(40) }, {}],
    ['issuer_without_name', { issuer: pathName('') }, { subject: pathName('') }],
    ['name_constraints_without_ca', { extensions: ['2.5.29.30'] }, {}],
  ])('%s for %j under %j', (code, end, top) => expect(codes(end, top)).toEqual([code]));

  it('says nothing of the signature of the top', () => {
    expect(codes({}, { signatureAlgorithm: 'sha1WithRSAEncryption' })).toEqual([]);
  });
});

import type { CertificateOptions } from '../hostile/certificate-builder';
import { buildCertificate, createFixtureKey } from '../hostile/certificate-builder';
import { pendingCertificate } from '../../src/domain/certificates/pending';
import type { CertificateRecord } from '../../src/domain/certificates/certificate';
import { readCertificate } from '../../src/x509/facts';
import { bitString, der, oid, sequence } from '../hostile/der-writer';

const issuingKey = createFixtureKey('ec');

/** A certificate as the inventory would hold it. By default a CA of its own name has issued it. */
export function recordOf(options: CertificateOptions | Buffer): CertificateRecord {
  const bytes = Buffer.isBuffer(options)
    ? options
    : buildCertificate({ issuer: 'Issuing CA', signer: issuingKey, ...options });
  const { facts } = readCertificate(bytes);
  return pendingCertificate(facts, {
    uuid: facts.fingerprint,
    owner: null,
    source: 'upload',
    uploadedBy: null,
    now: new Date('2030-01-01T00:00:00Z'),
  });
}

/** The key usage extension with these bits, counted from digitalSignature. */
export function keyUsageExtension(...bits: readonly number[]) {
  const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return { oid: '2.5.29.15', critical: true, value: bitString(Buffer.from([octet])) };
}

export function extendedKeyUsageExtension(...usages: readonly string[]) {
  return { oid: '2.5.29.37', value: sequence(...usages.map((usage) => oid(usage))) };
}

/** A subject alternative name with these octets, whatever they are. */
export function rawNames(...names: readonly (readonly [tag: number, octets: Buffer])[]) {
  return { oid: '2.5.29.17', value: sequence(...names.map(([tag, octets]) => der(tag, octets))) };
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { pendingCertificate } from '../../src/domain/certificates/pending';
import { parserVersion, type CertificateFacts } from '../../src/domain/certificates/certificate';
import type { CertificateDocument } from '../../src/store/certificates/certificates';

/** A row of the inventory with made-up facts; every one has its own fingerprint. */
export function certificateDocument(change: Partial<CertificateDocument> = {}): CertificateDocument {
  const der = randomBytes(64);
  const sha256 = createHash('sha256').update(der).digest('hex');
  const facts: CertificateFacts = {
    fingerprint: sha256,
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    spkiSha256: sha256,
    version: 3,
    serialNumber: sha256.slice(0, 16).replace(/^0+/, ''),
    subjectDn: 'CN=web.example.org,O=Example',
    issuerDn: 'CN=Test CA',
    subjectDerSha256: sha256,
    issuerDerSha256: '0'.repeat(64),
    subjectAttributes: attributesOf(change.subjectDn ?? 'CN=web.example.org,O=Example'),
    issuerAttributes: attributesOf(change.issuerDn ?? 'CN=Test CA'),
    commonName: 'web.example.org',
    issuerCommonName: 'Test CA',
    subjectAlternativeNames: ['dNSName:web.example.org'],
    notBefore: new Date('2029-01-01T00:00:00Z'),
    notAfter: new Date('2031-01-01T00:00:00Z'),
    keyAlgorithm: 'rsa',
    keySize: 2048,
    curve: null,
    keyReadable: true,
    signatureAlgorithm: 'sha256WithRSAEncryption',
    altKeyAlgorithm: null,
    altKeySize: null,
    altSignatureAlgorithm: null,
    hybrid: false,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: [],
    basicConstraints: null,
    ca: false,
    selfSigned: false,
    subjectType: 'endEntity',
    subjectKeyIdentifier: null,
    authorityKeyIdentifier: null,
    ocspUrls: [],
    caIssuerUrls: [],
    crlDistributionPoints: [],
    policies: [],
    microsoftTemplate: null,
    securityBits: 112,
    lifetimeDays: 730,
    extensions: [],
    parseWarnings: [],
    parserVersion,
  };
  const { uuid, ...record } = pendingCertificate(facts, {
    uuid: randomUUID(),
    owner: null,
    source: 'upload',
    uploadedBy: null,
    now: new Date('2030-01-01T00:00:00Z'),
  });
  return { _id: uuid, ...record, der: new mongo.Binary(der), createdBy: null, admission: null, ...change };
}

/** Of a name without escapes. */
function attributesOf(dn: string) {
  const pairs = dn === '' ? [] : dn.split(',').reverse();
  return pairs.map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return { oid: name, name, value };
  });
}

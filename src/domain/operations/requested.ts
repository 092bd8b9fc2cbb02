import type { CertificateRecord } from '../certificates/certificate';
import { pendingCertificate } from '../certificates/pending';
import { certificateFiringSubject, type CertificateSubject } from '../firings/subject';
import { nameOfOperation, type Operation } from './operation';

/**
 * The certificate that an operation wanted and did not get, as its firing sees it: what the request says, in the state of
 * the operation. All else is empty, which conditions take for absent.
 */
export function requestedSubject(operation: Operation): CertificateSubject {
  const { commonName, subjectDn, names, spkiSha256, placement } = operation.order;
  const record: CertificateRecord = {
    ...pendingCertificate(
      { ...unknown, commonName, subjectDn, subjectAlternativeNames: names, spkiSha256: spkiSha256 ?? '' },
      {
        uuid: operation.uuid,
        owner: operation.requester.uuid,
        source: 'issue',
        uploadedBy: operation.requester.name,
        now: operation.createdAt,
      },
    ),
    state: operation.state === 'rejected' ? 'rejected' : 'failed',
    ...placement,
    raProfile: operation.raProfile,
  };
  const subject = certificateFiringSubject(record);
  const { resource, categories, metadata, look } = subject;
  const name = nameOfOperation(operation);
  return { record, resource, uuid: operation.uuid, categories, metadata, look, name, isUnstored: true };
}

/** Of no certificate. */
const unknown = {
  fingerprint: '',
  thumbprint: '',
  version: 3,
  serialNumber: '',
  issuerDn: '',
  subjectDerSha256: '',
  issuerDerSha256: '',
  subjectAttributes: [],
  issuerAttributes: [],
  issuerCommonName: null,
  notBefore: null,
  notAfter: null,
  keyAlgorithm: '',
  keySize: null,
  curve: null,
  keyReadable: false,
  signatureAlgorithm: '',
  altKeyAlgorithm: null,
  altKeySize: null,
  altSignatureAlgorithm: null,
  hybrid: false,
  keyUsage: [],
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
  securityBits: null,
  lifetimeDays: null,
  extensions: [],
  parseWarnings: [],
  parserVersion: 0,
} as const satisfies Partial<CertificateRecord>;

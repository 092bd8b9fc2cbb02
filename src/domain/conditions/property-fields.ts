/** The property fields, one table a resource. The catalogue, both compilers and the API read these rows. */
import {
  certificateStates,
  complianceStatuses,
  keyUsages,
  subjectTypes,
  validationStatuses,
  type CertificateRecord,
} from '../certificates/certificate';
import { extendedKeyUsageNames } from '../certificates/extended-key-usages';
import type { Resource, Stage } from '../events/catalogue';
import { curveNames } from './coded-fields';
import type { FieldType } from './tree';

export interface PropertyField {
  readonly field: string;
  readonly type: FieldType;
  readonly collection?: true;
  readonly settable?: true;
  /** Codes the field can have. With `open` others are accepted at saving, with a warning. */
  readonly values?: readonly string[];
  readonly open?: true;
  /** Stages of an upload whose conditions may use the field; both when left out. */
  readonly stages?: readonly Stage[];
  readonly description: string;
}

/** `path` is where the certificate record holds the value; `named` fields hold uuids there and are asked by name. */
export interface CertificateField extends PropertyField {
  readonly path: keyof CertificateRecord;
  readonly named?: true;
  /** Worked out by the clock of the question, from what the record holds at `path` and here. */
  readonly alsoFrom?: keyof CertificateRecord;
}

/** Open lists: what is known today. Other codes, dotted OIDs among them, are possible. */
export const keyAlgorithmCodes = [
  'rsa',
  'rsa-pss',
  'ec',
  'ed25519',
  'ed448',
  'x25519',
  'x448',
  'dsa',
  'dh',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
  'ml-kem-512',
  'ml-kem-768',
  'ml-kem-1024',
] as const;
export const signatureAlgorithmCodes = [
  'md5WithRSAEncryption',
  'sha1WithRSAEncryption',
  'sha224WithRSAEncryption',
  'sha256WithRSAEncryption',
  'sha384WithRSAEncryption',
  'sha512WithRSAEncryption',
  'rsassaPss',
  'ecdsa-with-SHA1',
  'ecdsa-with-SHA224',
  'ecdsa-with-SHA256',
  'ecdsa-with-SHA384',
  'ecdsa-with-SHA512',
  'dsa-with-SHA1',
  'dsa-with-SHA256',
  'ed25519',
  'ed448',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
] as const;
const relationTypes = ['renewal', 'rekey', 'replacement', 'partial', 'pending'] as const;

const action: readonly Stage[] = ['action'];
const text = { type: 'STRING' } as const;
const instant = { type: 'DATETIME' } as const;
const code = { type: 'LIST' } as const;
const number = { type: 'NUMBER' } as const;
const flag = { type: 'BOOLEAN' } as const;
const check = { ...code, values: validationStatuses } as const;
const signature = { ...code, values: signatureAlgorithmCodes, open: true } as const;
const key = { ...code, values: keyAlgorithmCodes, open: true } as const;
const name = { ...code, open: true, named: true, settable: true, stages: action } as const;
const relation = { ...code, collection: true, values: relationTypes, stages: action } as const;

export const certificateFields: readonly CertificateField[] = [
  { field: 'COMMON_NAME', path: 'commonName', ...text, description: 'Most specific common name of the subject.' },
  { field: 'SUBJECTDN', path: 'subjectDn', ...text, description: 'Subject, RFC 4514 text.' },
  { field: 'ISSUERDN', path: 'issuerDn', ...text, description: 'Issuer, RFC 4514 text.' },
  { field: 'ISSUER_COMMON_NAME', path: 'issuerCommonName', ...text, description: 'Common name of the issuer.' },
  { field: 'SERIAL_NUMBER', path: 'serialNumber', ...text, description: 'Lower-case hex without leading zeros.' },
  {
    field: 'ISSUER_SERIAL_NUMBER',
    path: 'issuerSerialNumber',
    ...text,
    description: "Serial number of the issuer's certificate, lower-case hex without leading zeros.",
  },
  { field: 'FINGERPRINT', path: 'fingerprint', ...text, description: 'SHA-256 of the certificate, lower-case hex.' },
  { field: 'THUMBPRINT', path: 'thumbprint', ...text, description: 'SHA-1 of the certificate, upper-case hex.' },
  {
    field: 'SUBJECT_ALTERNATIVE_NAMES',
    path: 'subjectAlternativeNames',
    ...text,
    collection: true,
    description: 'Names with their kind: dNSName:…, iPAddress:…, rfc822Name:…, uniformResourceIdentifier:… and others.',
  },
  { field: 'NOT_BEFORE', path: 'notBefore', ...instant, description: 'Start of validity.' },
  { field: 'NOT_AFTER', path: 'notAfter', ...instant, description: 'End of validity.' },
  {
    field: 'LIFETIME_DAYS',
    path: 'lifetimeDays',
    ...number,
    description: 'Days from the start to the end of validity, with fractions.',
  },
  {
    field: 'LIFETIME_USED_PERCENT',
    path: 'notAfter',
    alsoFrom: 'notBefore',
    ...number,
    description:
      'Share of the lifetime that has passed, in per cent, by the clock of the firing or search: below 0 before the start, above 100 after the end.',
  },
  {
    field: 'CERTIFICATE_TYPE',
    path: 'certificateType',
    ...code,
    values: ['X.509'],
    description: 'Kind of certificate.',
  },
  { field: 'SUBJECT_TYPE', path: 'subjectType', ...code, values: subjectTypes, description: 'End entity or CA.' },
  { field: 'CERTIFICATE_STATE', path: 'state', ...code, values: certificateStates, description: 'Lifecycle state.' },
  {
    field: 'CERTIFICATE_VALIDATION_STATUS',
    path: 'validationStatus',
    ...check,
    description: 'Result of the last validation.',
  },
  { field: 'SIGNATURE_VALIDATION', path: 'signatureValidation', ...check, description: 'Signature check alone.' },
  { field: 'OCSP_VALIDATION', path: 'ocspValidation', ...check, description: 'OCSP check alone.' },
  { field: 'CRL_VALIDATION', path: 'crlValidation', ...check, description: 'CRL check alone.' },
  {
    field: 'COMPLIANCE_STATUS',
    path: 'complianceStatus',
    ...code,
    values: complianceStatuses,
    description: 'Result of the compliance check.',
  },
  {
    field: 'SIGNATURE_ALGORITHM',
    path: 'signatureAlgorithm',
    ...signature,
    description: 'Algorithm the issuer signed with.',
  },
  {
    field: 'ALT_SIGNATURE_ALGORITHM',
    path: 'altSignatureAlgorithm',
    ...signature,
    description: 'Alternative signature algorithm of a hybrid certificate.',
  },
  { field: 'PUBLIC_KEY_ALGORITHM', path: 'keyAlgorithm', ...key, description: 'Algorithm of the public key.' },
  {
    field: 'ALT_PUBLIC_KEY_ALGORITHM',
    path: 'altKeyAlgorithm',
    ...key,
    description: 'Algorithm of the alternative public key of a hybrid certificate.',
  },
  {
    field: 'KEY_SIZE',
    path: 'keySize',
    ...number,
    description:
      'Size of the public key, bits. Name the algorithm beside it, or ask for SECURITY_BITS: 256 bits of an elliptic curve are stronger than 2048 of RSA. Absent where the length says nothing of the strength (ML-DSA, SLH-DSA, composites).',
  },
  { field: 'CURVE', path: 'curve', ...code, values: curveNames, open: true, description: 'Curve of an EC key.' },
  {
    field: 'SECURITY_BITS',
    path: 'securityBits',
    ...number,
    description:
      'Estimated strength of the public key, whatever its algorithm (NIST SP 800-57, FIPS 203 to 205): 112 for RSA with 2048 bits, 128 for P-256. Absent where it is unknown.',
  },
  { field: 'ALT_KEY_SIZE', path: 'altKeySize', ...number, description: 'Size of the alternative public key, bits.' },
  {
    field: 'KEY_USAGE',
    path: 'keyUsage',
    ...code,
    collection: true,
    values: keyUsages,
    description: 'Key usages (RFC 5280, section 4.2.1.3).',
  },
  {
    field: 'EXTENDED_KEY_USAGE',
    path: 'extendedKeyUsage',
    ...code,
    collection: true,
    values: extendedKeyUsageNames,
    open: true,
    description: 'Extended key usages (RFC 5280, section 4.2.1.12) by name, others by their dotted OID.',
  },
  {
    field: 'POLICY_OIDS',
    path: 'policies',
    ...text,
    collection: true,
    description: 'Certificate policies, dotted OIDs (RFC 5280, section 4.2.1.4).',
  },
  {
    field: 'MICROSOFT_TEMPLATE',
    path: 'microsoftTemplate',
    ...text,
    description:
      "Certificate template of a Microsoft CA: its name where the certificate has it, else the template's OID.",
  },
  {
    field: 'UPLOADED_BY',
    path: 'uploadedBy',
    ...text,
    description: 'Who uploaded the certificate, by the user name of that time, or the source that brought it.',
  },
  {
    field: 'TRUSTED_CA',
    path: 'trustedCa',
    ...flag,
    description: 'Marked as trust anchor; absent for a certificate that is no CA.',
  },
  { field: 'HYBRID_CERTIFICATE', path: 'hybrid', ...flag, description: 'Holds an alternative key or signature.' },
  { field: 'ARCHIVED', path: 'archived', ...flag, description: 'Put aside by a user.' },
  {
    field: 'PRIVATE_KEY',
    path: 'privateKey',
    ...flag,
    stages: action,
    description: 'A managed private key exists.',
  },
  { field: 'RA_PROFILE_NAME', path: 'raProfile', ...name, description: 'Name of the RA profile.' },
  { field: 'GROUP_NAME', path: 'groups', ...name, collection: true, description: 'Names of the groups.' },
  { field: 'OWNER', path: 'owner', ...name, description: 'User name of the owner.' },
  {
    field: 'SUCCEEDING_CERTIFICATES',
    path: 'succeedingCertificates',
    ...relation,
    description: 'Types of the relations to successors.',
  },
  {
    field: 'PRECEDING_CERTIFICATES',
    path: 'precedingCertificates',
    ...relation,
    description: 'Types of the relations to predecessors.',
  },
];

const discoveryFields: readonly PropertyField[] = [
  { field: 'DISCOVERY_NAME', ...text, description: 'Name of the discovery.' },
  { field: 'DISCOVERY_START_TIME', ...instant, description: 'When it started.' },
  { field: 'DISCOVERY_END_TIME', ...instant, description: 'When it ended.' },
  {
    field: 'DISCOVERY_STATUS',
    ...code,
    values: ['inProgress', 'processing', 'failed', 'completed', 'warning'],
    description: 'Its status.',
  },
  { field: 'DISCOVERY_TOTAL_CERT_DISCOVERED', ...number, description: 'Number of certificates found.' },
  { field: 'DISCOVERY_CONNECTOR_NAME', ...text, description: 'Name of the connector.' },
  { field: 'DISCOVERY_KIND', ...text, description: 'Kind of source.' },
];

const approvalFields: readonly PropertyField[] = [
  {
    field: 'APPROVAL_RESOURCE',
    ...code,
    values: ['certificates'],
    open: true,
    description: 'Resource of the object that waits for approval.',
  },
  {
    field: 'APPROVAL_ACTION',
    ...code,
    values: ['issue', 'renew', 'rekey', 'revoke', 'register'],
    open: true,
    description: 'Operation that waits for approval.',
  },
  {
    field: 'APPROVAL_STATUS',
    ...code,
    values: ['pending', 'approved', 'rejected', 'expired'],
    description: 'Status of the approval.',
  },
  { field: 'APPROVAL_CREATED_AT', ...instant, description: 'When it was requested.' },
  { field: 'APPROVAL_EXPIRY_AT', ...instant, description: 'When it expires.' },
  { field: 'APPROVAL_CLOSED_AT', ...instant, description: 'When it was closed.' },
];

const jobFields: readonly PropertyField[] = [
  { field: 'SCHEDULED_JOB_NAME', ...text, description: 'Name of the job.' },
  { field: 'SCHEDULED_JOB_ONE_TIME', ...flag, description: 'Runs once only.' },
  { field: 'SCHEDULED_JOB_SYSTEM', ...flag, description: 'Belongs to the system.' },
  { field: 'SCHEDULED_JOB_CLASS_NAME', ...text, description: 'Type of the job.' },
];

/** Property fields of a resource; none for resources that no event is about. */
export function propertyFieldsOf(resource: Resource): readonly PropertyField[] {
  switch (resource) {
    case 'certificates':
      return certificateFields;
    case 'discoveries':
      return discoveryFields;
    case 'approvals':
      return approvalFields;
    case 'jobs':
      return jobFields;
    default:
      return [];
  }
}

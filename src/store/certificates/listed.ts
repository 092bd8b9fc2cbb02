import type { CertificateRecord } from '../../domain/certificates/certificate';

/** What a list reads of each certificate: what its rows show, and no names, keys or extensions. */
export const listedFields = [
  ...(['commonName', 'subjectDn', 'issuerDn', 'serialNumber', 'fingerprint', 'notBefore', 'notAfter'] as const),
  ...(['state', 'validationStatus', 'subjectType', 'keyAlgorithm', 'keySize'] as const),
  ...(['groups', 'raProfile', 'owner', 'archived', 'source', 'createdAt', 'updatedAt', 'revision'] as const),
] as const;

export type ListedField = (typeof listedFields)[number] | 'uuid';

/** A certificate as lists read it, with what else was asked for. */
export type ListedCertificate<K extends keyof CertificateRecord = never> = Pick<CertificateRecord, ListedField | K>;

import { mongo } from 'mongoose';
import type { Categories, CertificateRecord } from '../../domain/certificates/certificate';
import { haveSameCategories } from '../../domain/firings/subject';
import type { CertificateDocument, KeyDocument } from '../../store/certificates/certificates';
import { storedFieldsOf } from '../../store/certificates/stored-fields';

export interface Admittance {
  readonly record: CertificateRecord;
  readonly der: Buffer;
  /** What triggers have set. */
  readonly categories: Categories;
  readonly createdBy: string | null;
  readonly admission: NonNullable<CertificateDocument['admission']>;
}

/** The inventory's row of a certificate that is admitted, whatever brought it. */
export function admittedRow({ record, der, categories, createdBy, admission }: Admittance): CertificateDocument {
  const certificate = withCategories(record, categories);
  const { uuid, ...facts } = certificate;
  return { _id: uuid, der: new mongo.Binary(der), createdBy, ...storedFieldsOf(certificate), admission, ...facts };
}

/** Most certificates end as they came in: a record of some sixty fields is not copied for nothing. */
function withCategories(record: CertificateRecord, categories: Categories): CertificateRecord {
  return haveSameCategories(record, categories) ? record : { ...record, ...categories };
}

/** The key that a certificate is about, kept once however many certificates have it. */
export function keyRow({ spkiSha256, keyAlgorithm, keySize, curve, createdAt }: CertificateDocument): KeyDocument {
  return { _id: spkiSha256, algorithm: keyAlgorithm, size: keySize, curve, createdAt };
}

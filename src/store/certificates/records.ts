import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateDocument } from './certificates';

/** Leaves out what is no part of a `CertificateRecord`. */
export const recordProjection = {
  der: 0,
  admission: 0,
  createdBy: 0,
  replacementKeys: 0,
  replacementKeyRule: 0,
  shownNames: 0,
  nameCount: 0,
  end: 0,
  marks: 0,
} as const;

/** A row as `recordProjection` brings it. */
export type RecordRow = Omit<CertificateDocument, keyof typeof recordProjection>;

export function toRecord({ _id, ...record }: RecordRow): CertificateRecord {
  return { uuid: _id, ...record };
}

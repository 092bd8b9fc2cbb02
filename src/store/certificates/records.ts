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
  historyDue: 0,
  validation: 0,
  checkAt: 0,
  issuerChange: 0,
  statusSequence: 0,
  statusChanges: 0,
  statusChangedAt: 0,
} as const;

/** A row as `recordProjection` brings it. */
export type RecordRow = Omit<CertificateDocument, keyof typeof recordProjection>;

/** `recordProjection` with some of what it leaves out. */
export function recordProjectionWith(...more: readonly (keyof typeof recordProjection)[]): Readonly<Record<string, 0>> {
  return Object.fromEntries(Object.entries(recordProjection).filter(([field]) => !more.some((one) => one === field)));
}

export function toRecord({ _id, ...record }: RecordRow): CertificateRecord {
  return { uuid: _id, ...record };
}

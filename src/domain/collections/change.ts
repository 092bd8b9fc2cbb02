import type { CertificateRecord } from '../certificates/certificate';
import { certificateName } from '../certificates/pending';

export const collectionChangeKinds = ['entered', 'left'] as const;
export type CollectionChangeKind = (typeof collectionChangeKinds)[number];

/** What a member was when it was seen last: all that is known of a certificate that has been deleted. */
export interface MemberSnapshot {
  readonly name: string;
  readonly subjectDn: string;
  readonly issuerDn: string;
  /** Lower-case hex. */
  readonly serialNumber: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
  /** SHA-1, upper-case hex; null where it was never read. */
  readonly thumbprint: string | null;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly raProfile: string | null;
  readonly owner: string | null;
}

/** One certificate came into a collection or went out of it. */
export interface CollectionChange {
  readonly collectionId: string;
  /** From 1, without gaps, in the order in which a scan found them. */
  readonly seq: number;
  readonly certificateId: string;
  /** From 1: which change of this certificate in this collection it is. */
  readonly n: number;
  readonly change: CollectionChangeKind;
  /** When the scan saw it. */
  readonly at: Date;
  readonly snapshot: MemberSnapshot;
}

/** A certificate that was in the collection when it was scanned last. */
export interface Member {
  readonly collectionId: string;
  readonly certificateId: string;
  readonly since: Date;
  /** Of the certificate, when its snapshot was taken. */
  readonly revision: number;
  readonly snapshot: MemberSnapshot;
}

export const snapshotParts = ['thumbprint'] as const;

type Snapped = Pick<
  CertificateRecord,
  | 'commonName'
  | 'subjectDn'
  | 'issuerDn'
  | 'serialNumber'
  | 'fingerprint'
  | 'notBefore'
  | 'notAfter'
  | 'raProfile'
  | 'owner'
  | 'thumbprint'
>;

export function snapshotOf(certificate: Snapped): MemberSnapshot {
  const { subjectDn, issuerDn, serialNumber, fingerprint, thumbprint, notBefore, notAfter, raProfile, owner } =
    certificate;
  const name = certificateName({ ...certificate, subjectAlternativeNames: [] });
  return {
    ...{ name, subjectDn, issuerDn, serialNumber, fingerprint, thumbprint: thumbprint ?? null },
    ...{ notBefore, notAfter, raProfile, owner },
  };
}

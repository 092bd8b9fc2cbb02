import type { CertificateRecord } from '../../domain/certificates/certificate';
import { listedFields, type ListedCertificate } from '../certificates/listed';

/** What is read of an expiring certificate beside what all lists read: whom its notices go to, its successors, when it is due. */
export const seenParts = ['attributes', 'metadata', 'succeedingCertificates', 'renewBy'] as const;

/** A certificate on its way to its end, without what only conditions look at. */
export type SeenCertificate = ListedCertificate<(typeof seenParts)[number]>;

export const seenFields: ReadonlySet<keyof CertificateRecord> = new Set([...listedFields, ...seenParts]);

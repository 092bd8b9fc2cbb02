import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { certificateChanges, certificatePayload } from '../firings/certificate-changes';
import { defineSubjectSource, type SubjectSource } from '../firings/subject-sources';

export interface CertificateSourceDeps {
  readonly inventory: Pick<CertificateInventory, 'find' | 'findMany' | 'change'>;
  readonly addHistory: (entries: readonly CertificateHistoryEntry[]) => Promise<void>;
}

/** Certificates of the inventory as subjects of events. */
export function certificateSource({ inventory, addHistory }: CertificateSourceDeps): SubjectSource {
  return defineSubjectSource<CertificateSubject>({
    resource: 'certificates',
    permission: 'certificates:read',
    async findMany(uuids) {
      const found = await inventory.findMany(uuids);
      return new Map([...found].map(([uuid, record]) => [uuid, certificateFiringSubject(record)]));
    },
    changes: certificateChanges({
      change: (certificate, change, at) => inventory.change(certificate.uuid, certificate.revision, change, at),
      find: async (uuid) => (await inventory.find(uuid)) ?? undefined,
      addHistory,
    }),
    payload: certificatePayload,
  });
}

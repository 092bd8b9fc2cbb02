import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { certificateChanges, certificatePayload, type CertificateChangesDeps } from '../firings/certificate-changes';
import { defineSubjectSource, type SubjectSource } from '../firings/subject-sources';

export interface CertificateSourceDeps {
  readonly inventory: Pick<CertificateInventory, 'find' | 'findMany' | 'change'>;
  readonly addHistory: (entries: readonly CertificateHistoryEntry[]) => Promise<void>;
  readonly historyDue: CertificateChangesDeps['historyDue'];
}

/** Certificates of the inventory as subjects of events. */
export function certificateSource({ inventory, addHistory, historyDue }: CertificateSourceDeps): SubjectSource {
  return defineSubjectSource<CertificateSubject>({
    resource: 'certificates',
    permission: 'certificates:read',
    async findMany(uuids) {
      const found = await inventory.findMany(uuids);
      return new Map([...found].map(([uuid, record]) => [uuid, certificateFiringSubject(record)]));
    },
    changes: certificateChanges({
      change: ({ uuid, revision }, change, at, due) => inventory.change(uuid, revision, change, at, { due }),
      find: async (uuid) => (await inventory.find(uuid)) ?? undefined,
      addHistory,
      historyDue,
    }),
    payload: certificatePayload,
  });
}

import { historyOf, type CertificateChanges } from '../../domain/certificates/change-history';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEntry, HistoryDue } from '../../domain/certificates/history';
import { certificateFacts, type PayloadFacts } from '../../domain/events/payloads';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import type { HistoryDueStore } from '../../store/certificates/history-due';
import { uuidOf } from '../../store/database/derived-ids';
import type { SubjectChanges } from './claim';
import type { Occurrence, Told } from './occurrence';

export interface CertificateChangesDeps {
  /**
   * The certificate after the change; null when it is no longer in the revision that was seen.
   * @param due left on the certificate in the same write
   */
  readonly change: (
    certificate: CertificateRecord,
    change: CertificateChanges,
    at: Date,
    due: HistoryDue,
  ) => Promise<CertificateRecord | null>;
  readonly find: (uuid: string) => Promise<CertificateRecord | undefined>;
  readonly addHistory: (entries: readonly CertificateHistoryEntry[]) => Promise<void>;
  readonly historyDue: Pick<HistoryDueStore, 'find' | 'settle'>;
}

/** How triggers change stored certificates, the same for every event of theirs. */
export function certificateChanges(deps: CertificateChangesDeps): SubjectChanges<CertificateSubject> {
  return {
    async change(key, { record }, change, at) {
      const { uuid, name } = systemActor;
      const idOf = (what: string) => uuidOf(`${key}:${what}`);
      const entries = historyOf(change, record, { ...record, ...change, updatedAt: at }, { uuid, name }, idOf);
      const due = { key, uuid: record.uuid, entries };
      return (await deps.change(record, change, at, due)) === null ? null : due;
    },
    async reload({ uuid }) {
      const fresh = await deps.find(uuid);
      return fresh === undefined ? undefined : certificateFiringSubject(fresh);
    },
    unnoted: (uuids) => deps.historyDue.find(uuids),
    async note(changed) {
      await deps.addHistory(changed.flatMap(({ entries }) => entries));
      await deps.historyDue.settle(changed);
    },
  };
}

/** What a certificate says of itself in a payload, with the RA profile that triggers gave it and what stands behind that. */
export function certificatePayload({
  subject,
  categories: { raProfile },
  objectUuid,
  directory,
}: Told<Occurrence<CertificateSubject>>): PayloadFacts {
  const profile = raProfile === null ? undefined : directory.raProfiles.get(raProfile);
  return {
    ...certificateFacts(subject.record, objectUuid),
    raProfileUuid: raProfile,
    raProfileName: profile?.name ?? null,
    authorityInstanceUuid: profile?.authorityInstanceUuid ?? null,
  };
}

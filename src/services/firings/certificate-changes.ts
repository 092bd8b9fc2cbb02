import { historyOf, type CertificateChanges } from '../../domain/certificates/change-history';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { certificateFacts, type PayloadFacts } from '../../domain/events/payloads';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import { uuidOf } from '../../store/database/derived-ids';
import type { SubjectChanges } from './claim';
import type { Occurrence, Told } from './occurrence';

export interface CertificateChangesDeps {
  /** The certificate after the change; null when it is no longer in the revision that was seen. */
  readonly change: (
    certificate: CertificateRecord,
    change: CertificateChanges,
    at: Date,
  ) => Promise<CertificateRecord | null>;
  readonly find: (uuid: string) => Promise<CertificateRecord | undefined>;
  readonly addHistory: (entries: readonly CertificateHistoryEntry[]) => Promise<void>;
}

/** How triggers change stored certificates, the same for every event of theirs. */
export function certificateChanges(deps: CertificateChangesDeps): SubjectChanges<CertificateSubject> {
  return {
    async change({ record }, change, at) {
      const after = await deps.change(record, change, at);
      return after === null ? null : certificateFiringSubject(after);
    },
    async reload({ uuid }) {
      const fresh = await deps.find(uuid);
      return fresh === undefined ? undefined : certificateFiringSubject(fresh);
    },
    async note(firingId, change, before, after) {
      const { uuid, name } = systemActor;
      const idOf = (what: string) => uuidOf(`${firingId}:${what}`);
      await deps.addHistory(historyOf(change, before.record, after.record, { uuid, name }, idOf));
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

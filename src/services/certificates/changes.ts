import { historyOf } from '../../domain/certificates/change-history';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateChange, CertificateInventory } from '../../store/certificates/inventory';
import { uuidOf } from '../../store/database/derived-ids';
import type { LostReplacements } from '../expiration/lost-replacements';

export type Author = CertificateHistoryEntry['createdBy'];

export interface CertificateChangesDeps {
  readonly inventory: Pick<CertificateInventory, 'change' | 'remove'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Of a certificate that was deleted. */
  readonly onDeleted: (uuid: string) => Promise<void>;
  /** Around what takes a certificate out of force, so that those it has replaced are looked at again. */
  readonly losing: LostReplacements['losing'];
  /** Of a CA that is trusted from now on, or no longer: what it has issued is to be checked again. */
  readonly onTrust: (certificate: CertificateRecord) => Promise<void>;
}

/** Changes by hand of one certificate, with what follows from them; the same for one and for many. */
export function createCertificateChanges({ inventory, history, onDeleted, losing, onTrust }: CertificateChangesDeps) {
  return {
    /** The certificate after the change; null when it is gone or no longer in the revision that was seen. */
    async change(
      before: CertificateRecord,
      change: CertificateChange,
      author: Author,
      at: Date,
    ): Promise<CertificateRecord | null> {
      const apply = () => inventory.change(before.uuid, before.revision, change, at);
      const after = await (change.archived === true ? losing(before, apply) : apply());
      if (after !== null) await history.add(entriesOfChange(change, before, after, author));
      if (after !== null && change.trustedCa !== undefined) await onTrust(after);
      return after;
    },

    /** False when it is gone or no longer in the revision that was seen. */
    async remove(before: CertificateRecord, author: Author, at: Date): Promise<boolean> {
      if (!(await losing(before, () => inventory.remove(before.uuid, before.revision)))) return false;
      await onDeleted(before.uuid);
      await history.add([entryOfRemoval(before, author, at)]);
      return true;
    },
  };
}

export type CertificateChanges = ReturnType<typeof createCertificateChanges>;

/** One entry for each thing that changed; the same ids whenever they are made. */
export function entriesOfChange(
  change: CertificateChange,
  before: CertificateRecord,
  after: CertificateRecord,
  author: Author,
): CertificateHistoryEntry[] {
  return historyOf(change, before, after, author, (event) =>
    uuidOf(`certificate-history:${after.uuid}:${after.revision}:${event}`),
  );
}

export function entryOfRemoval(before: CertificateRecord, author: Author, at: Date): CertificateHistoryEntry {
  return {
    id: uuidOf(`certificate-history:${before.uuid}:${before.revision}:delete`),
    certificate: before.uuid,
    created: at,
    createdBy: author,
    event: 'delete',
    status: 'success',
    message: 'deleted',
    additionalInformation: { fingerprint: before.fingerprint, subjectDn: before.subjectDn },
  };
}

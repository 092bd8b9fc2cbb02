import type { Connection } from 'mongoose';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { IssuerChange } from '../../domain/certificates/issuer-change';
import type { PathFault } from '../../domain/validation/checks';
import type { StatusChange, StoredValidation, Verdict } from '../../domain/validation/verdict';
import { collectionOf, type Row } from '../database/collection';
import { certificateModel, type CertificateDocument } from '../certificates/certificates';
import { recordProjectionWith, toRecord, type RecordRow } from '../certificates/records';
import { checkNoMore, checkNow, waking } from '../certificates/stored-fields';
import { createPredecessorWaking } from '../certificates/wake-predecessors';
import { scanPage } from '../database/keyset-scan';
import { createSplitPoints } from '../database/split-points';

/** A certificate that is to be validated, with what the outcome is compared with. */
export interface ValidationSubject {
  readonly certificate: CertificateRecord;
  readonly der: Uint8Array;
  /** How often its status has changed. */
  readonly sequence: number;
  /** Null: never, or it has to be checked whenever that was. */
  readonly checkedAt: Date | null;
  /** What became of a CA, if that is why it is to be checked. */
  readonly issuerChange: IssuerChange | null;
  /** Why no path was good at the last validation. */
  readonly fault: PathFault | null;
}

/** A change of status whose event has not been fired yet. */
export interface OpenStatusChange {
  readonly certificate: CertificateRecord;
  readonly change: StatusChange;
}

/** Of the last validation only its moment and its fault are wanted. */
const unneeded = Object.fromEntries(
  ['checks', 'path', 'refusedPaths', 'notes', 'evidence'].map((part) => [`validation.${part}`, 0 as const]),
);
const subjectProjection = {
  ...recordProjectionWith('der', 'statusSequence', 'checkAt', 'validation', 'issuerChange'),
  ...unneeded,
} as const;
const changesProjection = recordProjectionWith('statusChanges');

type SubjectRow = RecordRow &
  Pick<CertificateDocument, 'der' | 'statusSequence' | 'checkAt' | 'validation' | 'issuerChange'>;
type ChangesRow = RecordRow & Pick<CertificateDocument, 'statusChanges'>;

export type ValidationStore = ReturnType<typeof createValidationStore>;

/** What validation reads of certificates and writes to them. */
export function createValidationStore(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const wakePredecessors = createPredecessorWaking(db);
  const splitPoints = createSplitPoints(certificates);
  const later = new Date(checkNow.getTime() + 1);

  return {
    /** Those of them that are there, with their bytes. */
    async subjects(uuids: readonly string[]): Promise<ValidationSubject[]> {
      const rows = await certificates
        .find<SubjectRow>({ _id: { $in: [...uuids] } }, { projection: subjectProjection })
        .toArray();
      return rows.map(({ der, statusSequence = 0, checkAt, validation, issuerChange, ...row }) => ({
        certificate: toRecord(row),
        der: der.buffer,
        sequence: statusSequence,
        checkedAt: checkAt === undefined || checkAt <= checkNow ? null : (validation?.at ?? null),
        issuerChange: issuerChange ?? null,
        fault: validation?.fault ?? null,
      }));
    },

    /** Those that are due, what was never checked first, then those that have waited longest. */
    async due(now: Date, limit: number): Promise<string[]> {
      const never = await certificates
        .find({ checkAt: checkNow }, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      if (never.length > 0) return never.map(({ _id }) => _id);
      const { items } = await scanPage<Row>(certificates, splitPoints, {
        filter: {},
        sort: { name: 'checkAt', type: 'date', growing: false, nullable: true, direction: 1, from: later, to: now },
        projection: { checkAt: 1 },
        after: undefined,
        limit,
      });
      return items.map(({ _id }) => _id);
    },

    /**
     * Writes a verdict. False when the status has changed since it was read, or the state no longer is the one that was
     * seen: then somebody else's verdict stands. False too when a CA has changed meanwhile: the check is to be made again.
     * @param checkAt when the next check is due
     */
    async write(
      { certificate, sequence, issuerChange }: ValidationSubject,
      { validation, statuses, change, isVisible, revocation }: Verdict,
      checkAt: Date,
    ): Promise<boolean> {
      const revoked = revocation === null ? {} : { state: 'revoked' as const, revocation };
      const { matchedCount } = await certificates.updateOne(
        {
          _id: certificate.uuid,
          state: certificate.state,
          // A row without a number has never changed.
          statusSequence: sequence === 0 ? { $in: [null, 0] as number[] } : sequence,
          'issuerChange.at': issuerChange?.at ?? null,
        },
        {
          $set: {
            validation,
            checkAt,
            ...statuses,
            ...revoked,
            ...(change === null ? {} : { statusSequence: change.sequence, statusChangedAt: change.at }),
            ...(isVisible ? { updatedAt: validation.at } : {}),
          },
          $unset: { issuerChange: 1 },
          ...(change === null ? {} : { $push: { statusChanges: change } }),
          ...(isVisible || revocation !== null ? { ...waking, $inc: { revision: 1 } } : {}),
        },
      );
      if (matchedCount > 0 && revocation !== null) await wakePredecessors([certificate.uuid]);
      return matchedCount > 0;
    },

    /** When checks of these are due, without a check now. */
    async postpone(uuids: readonly string[], checkAt: Date): Promise<void> {
      if (uuids.length === 0) return;
      const isPutOff = checkAt.getTime() !== checkNow.getTime();
      await certificates.updateMany(
        { _id: { $in: [...uuids] } },
        { $set: { checkAt }, ...(isPutOff ? { $unset: { issuerChange: 1 } } : {}) },
      );
    },

    /**
     * What CAs of this name have issued, and what those have issued in turn, is due now because of what became of the
     * CA; so is the CA's own certificate where it is trust that changed. Gives how many certificates those are.
     * @param issuerDerSha256 the hash of the CA's name
     * @param uncheckedSince only what was not checked since then
     */
    async recheckIssuedBy(issuerDerSha256: string, issuerChange: IssuerChange, uncheckedSince?: Date): Promise<number> {
      const mark = { $set: { checkAt: checkNow, issuerChange } };
      const wanted = {
        checkAt: { $lt: checkNoMore },
        ...(uncheckedSince === undefined ? {} : { 'validation.at': { $lt: uncheckedSince } }),
      };
      const { fingerprint, became } = issuerChange;
      let due =
        typeof became === 'string' ? (await certificates.updateOne({ fingerprint, ...wanted }, mark)).matchedCount : 0;
      const seen = new Set<string>();
      for (let names = [issuerDerSha256]; names.length > 0;) {
        for (const name of names) seen.add(name);
        const issued = { issuerDerSha256: { $in: names } };
        due += (await certificates.updateMany({ ...issued, ...wanted }, mark)).matchedCount;
        const below = await certificates
          .find({ ...issued, ca: true }, { projection: { subjectDerSha256: 1 } })
          .toArray();
        names = [...new Set(below.map(({ subjectDerSha256 }) => subjectDerSha256))].filter((name) => !seen.has(name));
      }
      return due;
    },

    /** The hash of the name of the certificate with this fingerprint; null when it is not in the inventory. */
    async nameOf(fingerprint: string): Promise<string | null> {
      const row = await certificates.findOne({ fingerprint }, { projection: { subjectDerSha256: 1 } });
      return row?.subjectDerSha256 ?? null;
    },

    /** Something that follows from this CA is still to be checked, or waits for its event. */
    async isFollowed(issuer: string): Promise<boolean> {
      const only = { projection: { _id: 1 } } as const;
      const due = await certificates.findOne({ 'issuerChange.id': issuer, checkAt: checkNow }, only);
      if (due !== null) return true;
      const changed = { statusChangedAt: { $gt: checkNow }, 'statusChanges.issuerChange.id': issuer };
      return (await certificates.findOne(changed, only)) !== null;
    },

    /** Certificates of an earlier release, which have no moment yet. Gives how many were given one. */
    async schedule(limit: number): Promise<number> {
      const gap = { checkAt: null as unknown as Date };
      const rows = await certificates
        .find(gap, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      if (rows.length === 0) return 0;
      const filter = { _id: { $in: rows.map(({ _id }) => _id) }, ...gap };
      return (await certificates.updateMany(filter, { $set: { checkAt: checkNow } })).modifiedCount;
    },

    /** Changes that wait for their event, the oldest first. */
    async openChanges(limit: number): Promise<OpenStatusChange[]> {
      const rows = await certificates
        .find({ statusChangedAt: { $gt: checkNow } }, { projection: { statusChanges: 1 } })
        .sort({ statusChangedAt: 1 })
        .limit(limit)
        .toArray();
      return openOf(rows.map(({ _id }) => _id));
    },

    /** The same of certain certificates. */
    changesOf: (uuids: readonly string[]): Promise<OpenStatusChange[]> => openOf(uuids),

    /** Their events have been fired. */
    async close(changes: readonly { readonly uuid: string; readonly sequence: number }[]): Promise<void> {
      for (const { uuid, sequence } of changes) {
        await certificates.updateOne({ _id: uuid }, { $pull: { statusChanges: { sequence } } });
      }
      const uuids = changes.map(({ uuid }) => uuid);
      await certificates.updateMany(
        { _id: { $in: uuids }, statusChanges: { $size: 0 } },
        { $unset: { statusChangedAt: 1 } },
      );
    },

    /** The last validation; null while there was none. */
    async find(uuid: string): Promise<StoredValidation | null> {
      const row = await certificates.findOne({ _id: uuid }, { projection: { validation: 1 } });
      return row?.validation ?? null;
    },
  };

  async function openOf(uuids: readonly string[]): Promise<OpenStatusChange[]> {
    if (uuids.length === 0) return [];
    const rows = await certificates
      .find<ChangesRow>({ _id: { $in: [...uuids] } }, { projection: changesProjection })
      .toArray();
    return rows.flatMap(({ statusChanges = [], ...row }) =>
      statusChanges.map((change) => ({ certificate: toRecord(row), change })),
    );
  }
}

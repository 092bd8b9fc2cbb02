import type { Connection } from 'mongoose';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { StatusChange, StoredValidation, Verdict } from '../../domain/validation/verdict';
import { collectionOf, type Row } from '../database/collection';
import { certificateModel, type CertificateDocument } from '../certificates/certificates';
import { recordProjectionWith, toRecord, type RecordRow } from '../certificates/records';
import { checkNoMore, checkNow } from '../certificates/stored-fields';
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
}

/** A change of status whose event has not been fired yet. */
export interface OpenStatusChange {
  readonly certificate: CertificateRecord;
  readonly change: StatusChange;
}

/** Of the last validation only its moment is wanted. */
const unneeded = Object.fromEntries(
  ['checks', 'path', 'fault', 'refusedPaths', 'notes', 'evidence'].map((part) => [`validation.${part}`, 0 as const]),
);
const subjectProjection = {
  ...recordProjectionWith('der', 'statusSequence', 'checkAt', 'validation'),
  ...unneeded,
} as const;
const changesProjection = recordProjectionWith('statusChanges');

type SubjectRow = RecordRow & Pick<CertificateDocument, 'der' | 'statusSequence' | 'checkAt' | 'validation'>;
type ChangesRow = RecordRow & Pick<CertificateDocument, 'statusChanges'>;

export type ValidationStore = ReturnType<typeof createValidationStore>;

/** What validation reads of certificates and writes to them. */
export function createValidationStore(db: Connection) {
  const certificates = collectionOf(certificateModel(db));
  const splitPoints = createSplitPoints(certificates);
  const later = new Date(checkNow.getTime() + 1);

  return {
    /** Those of them that are there, with their bytes. */
    async subjects(uuids: readonly string[]): Promise<ValidationSubject[]> {
      const rows = await certificates
        .find<SubjectRow>({ _id: { $in: [...uuids] } }, { projection: subjectProjection })
        .toArray();
      return rows.map(({ der, statusSequence = 0, checkAt, validation, ...row }) => ({
        certificate: toRecord(row),
        der: der.buffer,
        sequence: statusSequence,
        checkedAt: checkAt === undefined || checkAt <= checkNow ? null : (validation?.at ?? null),
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
     * seen: then somebody else's verdict stands.
     * @param checkAt when the next check is due
     */
    async write(
      { certificate, sequence }: ValidationSubject,
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
          ...(change === null ? {} : { $push: { statusChanges: change } }),
          ...(isVisible || revocation !== null ? { $inc: { revision: 1 } } : {}),
        },
      );
      return matchedCount > 0;
    },

    /** When checks of these are due, without a check now. */
    async postpone(uuids: readonly string[], checkAt: Date): Promise<void> {
      if (uuids.length === 0) return;
      await certificates.updateMany({ _id: { $in: [...uuids] } }, { $set: { checkAt } });
    },

    /** What a CA has issued, by the hash of the CA's name, is due now. Gives how many certificates those are. */
    async recheckIssuedBy(issuerDerSha256: string): Promise<number> {
      const { modifiedCount } = await certificates.updateMany(
        { issuerDerSha256, checkAt: { $gt: checkNow, $lt: checkNoMore } },
        { $set: { checkAt: checkNow } },
      );
      return modifiedCount;
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

import type { CertificateDocument, CertificateStore } from '../../store/certificates/certificates';
import { createTurns } from '../../store/database/turns';
import type { PendingUpload } from '../../store/uploads/uploads';
import type { UploadBatch, UploadVerdict } from '../../temporal/messages/uploads';
import type { ParsedCertificates } from '../../x509/parsed-certificates';
import { admitting } from '../firings/admit';
import { certificatePayload } from '../firings/certificate-changes';
import type { CarryingRun, FiringEvent, Storing } from '../firings/occurrence';
import { keyRow } from '../firings/inventory-row';
import type { Pipeline } from '../firings/pipeline';
import { inventoryRow, uploadedEntry } from './inventory-rows';
import {
  findUploads,
  occurrencesOf,
  type FoundUpload,
  type PendingUploadsDeps,
  type UploadOccurrence,
} from './pending-uploads';
import { admissionOf, summaryOf, type Admission, type DecidedUploads, type Ending } from './verdicts';

export interface AdmissionDeps extends PendingUploadsDeps {
  readonly parsed: Pick<ParsedCertificates<PendingUpload>, 'get' | 'forget'>;
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly certificates: Pick<CertificateStore, 'insert' | 'rememberKeys' | 'findByFingerprints'>;
  /** Closes the rows of the uploads and writes down what became of them. */
  readonly recordOutcomes: (admissions: readonly Admission[]) => Promise<void>;
  /** Tells who waits for the batch in this process, now that all of it is stored. */
  readonly announceVerdicts: (batchId: string, verdicts: readonly UploadVerdict[]) => void;
}

type UploadedEvent = FiringEvent<UploadOccurrence, DecidedUploads>;

/** Admits uploads to the inventory: the event `certificate_uploaded` on the pipeline of every firing. */
export function createAdmission(deps: AdmissionDeps) {
  function eventOf(
    finding: Promise<readonly FoundUpload[]>,
    make: Pick<UploadedEvent, 'subjects' | 'store'> & Ending,
  ): UploadedEvent {
    return {
      event: 'certificate_uploaded',
      payload: certificatePayload,
      subjects: make.subjects,
      store: make.store,
      async close(fired, rules) {
        const holding = new Map(fired.map((one) => [one.firing._id, one]));
        const admissions = (await finding)
          .filter(({ isElsewhere }) => !isElsewhere)
          .map((found) => admissionOf(found, holding.get(found.firingId), rules, make));
        await deps.recordOutcomes(admissions);
        return summaryOf(admissions);
      },
    };
  }

  async function carryOut(
    batch: UploadBatch,
    finding: Promise<readonly FoundUpload[]>,
    event: UploadedEvent,
    run: CarryingRun,
  ): Promise<DecidedUploads> {
    const decided = await deps.pipeline.fire(event, run);
    // The engine asks again, until the other run has closed them: then they have the verdicts that it gave.
    if ((await finding).some(({ isElsewhere }) => isElsewhere)) throw new Error('another run decides these uploads');
    for (const uploadId of batch.uploadIds) deps.parsed.forget(uploadId);
    deps.announceVerdicts(batch.batchId, decided.verdicts);
    return decided;
  }

  return {
    /** Decides 1..100 uploads and stores what is admitted; one verdict each, in the order of the ids. */
    async decide(batch: UploadBatch, run: CarryingRun): Promise<DecidedUploads> {
      const finding = findUploads(deps, batch.uploadIds, run);
      const rows = new Map<string, CertificateDocument>();
      const event = eventOf(finding, {
        subjects: async () => occurrencesOf(deps, await finding),
        store: admitting({
          historyOf: uploadedEntry,
          async insert(admitted) {
            const turns = createTurns();
            for (const one of admitted) {
              rows.set(one.firing._id, inventoryRow(one));
              await turns.give();
            }
            const documents = [...rows.values()];
            const [results] = await Promise.all([
              deps.certificates.insert(documents),
              deps.certificates.rememberKeys(documents.map(keyRow)),
            ]);
            return new Set([...rows.keys()].filter((_firingId, index) => results[index] === 'duplicate'));
          },
        }),
        withoutFiring: 'duplicate',
        rows,
      });
      return carryOut(batch, finding, event, run);
    },

    /** The last word on a batch that could not be decided: what an earlier attempt stored stays stored, the rest has failed. */
    async giveUp(batch: UploadBatch, run: CarryingRun): Promise<DecidedUploads> {
      const finding = findUploads(deps, batch.uploadIds, run);
      const event = eventOf(finding, {
        subjects: async () =>
          occurrencesOf(deps, await finding).map((occurrence) => ({ ...occurrence, subject: undecidable })),
        store: keepingWhatIsStored(deps.certificates),
        withoutFiring: 'stored',
        rows: new Map(),
      });
      return carryOut(batch, finding, event, run);
    },
  };
}

export type UploadAdmission = ReturnType<typeof createAdmission>;

function undecidable(): never {
  throw new Error('the batch could not be decided');
}

/** Firings that failed, without those of uploads that an earlier attempt had stored. */
function keepingWhatIsStored(certificates: Pick<CertificateStore, 'findByFingerprints'>): Storing<UploadOccurrence> {
  return async (batch, { stores }) => {
    const held = await certificates.findByFingerprints(
      batch.flatMap(({ occurrence }) => occurrence.row.fingerprint ?? []),
    );
    const failed = batch.filter(({ occurrence: { row } }) => {
      const { fingerprint, certificateUuid } = row;
      return fingerprint === undefined || held.get(fingerprint) !== certificateUuid;
    });
    await stores.firings.insert(failed.map(({ firing }) => firing));
    return failed;
  };
}

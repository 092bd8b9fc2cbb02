import { createHash } from 'node:crypto';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import type { OpenStatusChange, ValidationStore } from '../../store/validation/validations';
import type { StatusBatch, StatusChangeId } from '../../temporal/messages/validation';
import { certificateChanges, certificatePayload, type CertificateChangesDeps } from '../firings/certificate-changes';
import { claiming } from '../firings/claim';
import type { CarryingRun, FiringEvent, Occurrence } from '../firings/occurrence';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from '../firings/pipeline';
import { rechecks } from './rechecks';
import { statusHistory } from './status-history';

export interface StatusFiringDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly validations: Pick<ValidationStore, 'changesOf' | 'close' | 'recheckIssuedBy' | 'nameOf'>;
  readonly changes: CertificateChangesDeps;
  /** Starts the check of what has become due; the same batch starts it once. */
  readonly startWalk: (batchId: string) => Promise<void>;
  /** Has what follows from this CA told; the run that is at work is told of more. */
  readonly startDigest: (issuer: string) => Promise<void>;
}

export interface DecidedStatusChanges {
  readonly firings: number;
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

interface StatusOccurrence extends Occurrence<CertificateSubject> {
  readonly open: OpenStatusChange;
}

const batchSize = 100;

/** The firings of `certificate_status_changed`: one for each change that a validation has left on a certificate. */
export function createStatusFirings(deps: StatusFiringDeps) {
  const changes = certificateChanges(deps.changes);
  const recheck = rechecks(deps.validations);

  async function openOf(ids: readonly StatusChangeId[]): Promise<OpenStatusChange[]> {
    const open = await deps.validations.changesOf([...new Set(ids.map(({ certificate }) => certificate))]);
    const wanted = new Set(ids.map(keyOf));
    return open.filter(({ certificate, change }) =>
      wanted.has(keyOf({ certificate: certificate.uuid, sequence: change.sequence })),
    );
  }

  function eventOf(batch: StatusBatch): FiringEvent<StatusOccurrence, DecidedStatusChanges> {
    return {
      event: 'certificate_status_changed',
      subjects: async () => (await openOf(batch.changes)).map(occurrenceOf),
      payload: (told) => ({
        ...certificatePayload(told),
        oldStatus: told.occurrence.open.change.from,
        newStatus: told.occurrence.open.change.to,
      }),
      store: claiming(changes),
      async close(fired) {
        return {
          firings: fired.length,
          firingsWithEffects: firingsWithEffects(fired),
          outcome: outcomeOfBatch(
            fired.map(({ firing }) => firing.outcome ?? 'error'),
            'unmatched',
          ),
        };
      },
    };
  }

  return {
    /** History and firings: both follow from what the validation has left, so a process that dies loses neither. */
    async decide(batch: StatusBatch, run: CarryingRun): Promise<DecidedStatusChanges> {
      await deps.changes.addHistory((await openOf(batch.changes)).flatMap(statusHistory));
      return deps.pipeline.fire(eventOf(batch), run);
    },

    /** Once the effects are begun: until then an attempt that is made again finds the same changes. */
    async close({ batchId, changes: ids }: StatusBatch): Promise<void> {
      const open = await openOf(ids);
      // Before the changes are closed: until then a digest waits for them, and finds what is due because of them.
      const due = await recheck(open);
      if (due > 0) await deps.startWalk(batchId);
      for (const id of new Set(open.flatMap(({ change }) => change.issuerChange?.id ?? []))) await deps.startDigest(id);
      await deps.validations.close(ids.map(({ certificate, sequence }) => ({ uuid: certificate, sequence })));
    },
  };
}

export type StatusFirings = ReturnType<typeof createStatusFirings>;

/** Batches whose ids follow from what they carry: started twice they are one run. */
export function statusBatches(open: readonly OpenStatusChange[]): StatusBatch[] {
  const ids = open.map(({ certificate, change }) => ({ certificate: certificate.uuid, sequence: change.sequence }));
  const batches: StatusBatch[] = [];
  for (let from = 0; from < ids.length; from += batchSize) {
    const changes = ids.slice(from, from + batchSize);
    const batchId = createHash('sha256').update(changes.map(keyOf).join()).digest('hex').slice(0, 32);
    batches.push({ batchId, changes });
  }
  return batches;
}

function keyOf({ certificate, sequence }: StatusChangeId): string {
  return `${certificate}.${sequence}`;
}

function occurrenceOf(open: OpenStatusChange): StatusOccurrence {
  const { certificate, change } = open;
  return {
    open,
    key: keyOf({ certificate: certificate.uuid, sequence: change.sequence }),
    occurredAt: change.at,
    actor: systemActor,
    requestAttributes: {},
    uploadId: null,
    decidedWith: null,
    issuerChange: change.issuerChange,
    subject: () => certificateFiringSubject(certificate),
  };
}

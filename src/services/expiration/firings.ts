import type { CertificateRecord } from '../../domain/certificates/certificate';
import { coverageFacts, noCoverage, type Coverage } from '../../domain/expiration/coverage';
import { endOccurrence } from '../../domain/expiration/ends';
import { slotOf, type ExpirationWatch } from '../../domain/expiration/watch';
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { FiringStore } from '../../store/firings/firings';
import type { ExpiringBatch } from '../../temporal/messages/expiration';
import { certificateChanges, certificatePayload, type CertificateChangesDeps } from '../firings/certificate-changes';
import { claiming } from '../firings/claim';
import type { CarryingRun, Fired, FiringEvent, Occurrence } from '../firings/occurrence';
import { hashOfResults } from './result-hash';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from '../firings/pipeline';

export interface ExpiringDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly candidates: Pick<ExpirationCandidates, 'findMany'>;
  readonly watches: Pick<ExpirationWatchStore, 'findMany' | 'recordFirings'>;
  readonly coverageOf: (certificates: readonly CertificateRecord[], at: Date) => Promise<ReadonlyMap<string, Coverage>>;
  readonly firings: Pick<FiringStore, 'keepRepeats'>;
  readonly change: CertificateChangesDeps['change'];
  readonly addHistory: CertificateChangesDeps['addHistory'];
  readonly historyDue: CertificateChangesDeps['historyDue'];
}

export interface DecidedExpiring {
  readonly firings: number;
  /** Fired in another run of this hour. */
  readonly skipped: number;
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

type ExpiringOccurrence = Occurrence<CertificateSubject>;

/** The firings of `certificate_expiring`: its event on the pipeline of every firing. */
export function createExpiringFirings(deps: ExpiringDeps) {
  const changes = certificateChanges({
    change: deps.change,
    find: async (uuid) => (await deps.candidates.findMany([uuid]))[0],
    addHistory: deps.addHistory,
    historyDue: deps.historyDue,
  });

  function eventOf(batch: ExpiringBatch): FiringEvent<ExpiringOccurrence, DecidedExpiring> {
    const at = new Date(batch.at);
    const slot = slotOf(at);
    const watching = deps.watches.findMany(batch.certificates);
    // Awaited where the batch is closed; a fault before that must not count as unhandled.
    watching.catch(() => undefined);
    let coverage: ReadonlyMap<string, Coverage> = new Map();
    return {
      event: 'certificate_expiring',
      payload: (told) => ({
        ...certificatePayload(told),
        ...coverageFacts(coverage.get(told.subject.uuid) ?? noCoverage),
      }),
      store: claiming(changes),
      async subjects() {
        const certificates = await deps.candidates.findMany(batch.certificates);
        const succeeded = certificates.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0);
        coverage = succeeded.length === 0 ? new Map() : await deps.coverageOf(succeeded, at);
        const cycles = batch.isEnd === true ? await watching : undefined;
        return certificates.map((certificate) =>
          occurrenceOf(certificate, batch, cycles?.get(certificate.uuid)?.cycle ?? 1),
        );
      },
      async close(fired) {
        await deps.firings.keepRepeats(endedRepeats(fired, await watching));
        await deps.watches.recordFirings(
          fired.flatMap(({ firing, decided }) =>
            decided === null
              ? []
              : {
                  certificate: decided.subject.uuid,
                  firingId: firing._id,
                  resultKey: hashOfResults(decided.decision),
                  slot,
                  at,
                },
          ),
        );
        return {
          firings: fired.length,
          skipped: batch.certificates.length - fired.length,
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
    decide: (batch: ExpiringBatch, run: CarryingRun): Promise<DecidedExpiring> =>
      deps.pipeline.fire(eventOf(batch), run),
  };
}

export type ExpiringFirings = ReturnType<typeof createExpiringFirings>;

/** One firing of a certificate in each hour, and one at its end in each cycle. */
function occurrenceOf(certificate: CertificateRecord, batch: ExpiringBatch, cycle: number): ExpiringOccurrence {
  const at = new Date(batch.at);
  const hourly = `${certificate.uuid}.${slotOf(at).toISOString().slice(0, 13)}`;
  return {
    key: batch.isEnd === true ? endOccurrence(certificate.uuid, cycle) : hourly,
    occurredAt: at,
    actor: systemActor,
    requestAttributes: {},
    uploadId: null,
    decidedWith: null,
    subject: () => certificateFiringSubject(certificate),
  };
}

/** The firing that uneventful ones were folded into keeps their number when another one takes its place. */
function endedRepeats(fired: readonly Fired<ExpiringOccurrence>[], watches: ReadonlyMap<string, ExpirationWatch>) {
  return fired.flatMap(({ firing }) => {
    const watch = firing.objectUuid === null ? undefined : watches.get(firing.objectUuid);
    if (watch === undefined || watch.firingId === null || watch.firingId === firing._id) return [];
    if (watch.repeatCount < 2 || watch.lastFiredAt === null) return [];
    return [{ firingId: watch.firingId, repeatCount: watch.repeatCount, lastFiredAt: watch.lastFiredAt }];
  });
}

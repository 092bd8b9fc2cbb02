import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import type { Operation } from '../../domain/operations/operation';
import { requestedSubject } from '../../domain/operations/requested';
import { isFinal } from '../../domain/operations/transitions';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { OperationStore } from '../../store/operations/operations';
import type { OperationEnd } from '../../temporal/messages/operations';
import { certificateChanges, certificatePayload, type CertificateChangesDeps } from '../firings/certificate-changes';
import { claiming } from '../firings/claim';
import type { CarryingRun, FiringEvent, Occurrence } from '../firings/occurrence';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from '../firings/pipeline';
import { failedEntries } from './history';

export interface OperationFiringDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly operations: Pick<OperationStore, 'find'>;
  readonly inventory: Pick<CertificateInventory, 'find'>;
  readonly change: CertificateChangesDeps['change'];
  readonly addHistory: CertificateChangesDeps['addHistory'];
  readonly historyDue: CertificateChangesDeps['historyDue'];
  /** Nothing more follows from an operation. */
  readonly settle: (operation: string) => Promise<void>;
  /** Told of each that has fired, before nothing more follows from it. */
  readonly onEnded?: (operation: string) => Promise<void>;
}

type ActionOccurrence = Occurrence<CertificateSubject>;

/** The firing of `certificate_action_performed`: one for each operation that has ended, well or not. */
export function createOperationFirings(deps: OperationFiringDeps) {
  const changes = certificateChanges({
    change: deps.change,
    find: async (uuid) => (await deps.inventory.find(uuid)) ?? undefined,
    addHistory: deps.addHistory,
    historyDue: deps.historyDue,
  });

  /** The new certificate; where there is none, the one that something was asked of, or what was asked for. */
  async function subjectOf(operation: Operation): Promise<CertificateSubject> {
    const uuid = operation.issuedCertificate ?? operation.certificate;
    const record = uuid === null ? null : await deps.inventory.find(uuid);
    return record === null ? requestedSubject(operation) : certificateFiringSubject(record);
  }

  function eventOf(operation: Operation): FiringEvent<ActionOccurrence, OperationEnd> {
    return {
      event: 'certificate_action_performed',
      payload: (told) => ({
        ...emptyAsNull(certificatePayload(told)),
        authorityInstanceUuid: operation.authority,
        action: operation.action,
        state: operation.state,
        reason: operation.order.reason,
        errorMessage: operation.errorCode === null ? null : (operation.message ?? operation.errorCode),
      }),
      store: claiming(changes),
      async subjects() {
        const subject = await subjectOf(operation);
        return [
          {
            key: operation.uuid,
            occurredAt: operation.finishedAt ?? operation.updatedAt,
            actor: operation.requester,
            requestAttributes: {},
            uploadId: null,
            decidedWith: null,
            cause: operation.cause,
            subject: () => subject,
          },
        ];
      },
      close: async (fired) => ({
        action: operation.action,
        state: operation.state,
        firingsWithEffects: firingsWithEffects(fired),
        outcome: outcomeOfBatch(
          fired.map(({ firing }) => firing.outcome ?? 'error'),
          'unmatched',
        ),
      }),
    };
  }

  return {
    /** Null when there is no such operation, or it has not ended. */
    async fire(uuid: string, run: CarryingRun): Promise<OperationEnd | null> {
      const operation = await deps.operations.find(uuid);
      if (operation === null || !isFinal(operation.state)) return null;
      // A process may have died after the state was written and before this was; written again it adds nothing.
      if (isUnsuccessful(operation))
        await deps.addHistory(failedEntries(operation, operation.finishedAt ?? operation.updatedAt));
      const end = await deps.pipeline.fire(eventOf(operation), run);
      await deps.onEnded?.(uuid);
      // Its run follows effects to their end; without any nobody need look after it any more.
      if (end.firingsWithEffects.length === 0) await deps.settle(uuid);
      return end;
    },
  };
}

const isUnsuccessful = ({ state }: Operation) => state === 'failed' || state === 'rejected' || state === 'cancelled';

export type OperationFirings = ReturnType<typeof createOperationFirings>;

/** Of a certificate that there never was, some facts are empty texts. */
function emptyAsNull(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value === '' ? null : value]));
}

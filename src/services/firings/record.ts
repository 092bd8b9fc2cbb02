import type { Firing, TriggerResult } from '../../domain/firings/firing';
import type { Decision } from '../../domain/firings/decide';
import type { FiringDocument } from '../../store/firings/firings';

type Known =
  | 'firingId'
  | 'event'
  | 'occurrenceKey'
  | 'resource'
  | 'objectUuid'
  | 'objectName'
  | 'actor'
  | 'causedBy'
  | 'causeDepth'
  | 'uploadId'
  | 'occurredAt'
  | 'startedAt'
  | 'policy'
  | 'workflowId'
  | 'runId';

interface FiringFacts extends Pick<Firing, Known> {
  readonly snapshotId: string;
  /** Those of the firing that are not for every one: a replay, particulars, what the request gave. */
  readonly special?: Partial<Pick<FiringDocument, 'replayOf' | 'replay' | 'particulars' | 'requestAttributes'>>;
  readonly decidedAt: Date;
  /** Null: it could not be carried out. */
  readonly decision: Decision | null;
  readonly message?: string;
}

/** The row of the event history for a firing that was just decided. With effects to come it stays `running`. */
export function toFiring(facts: FiringFacts): FiringDocument {
  const { firingId, decision, decidedAt, message, special, ...rest } = facts;
  const triggers = decision?.triggers ?? [];
  const isOpen = (decision?.effects.length ?? 0) > 0;
  return {
    _id: firingId,
    referenceObjectUuid: null,
    finishedAt: isOpen ? null : decidedAt,
    durationMs: isOpen ? null : decidedAt.getTime() - facts.startedAt.getTime(),
    status: isOpen
      ? 'running'
      : decision === null
        ? 'failed'
        : decision.withErrors
          ? 'finished_with_errors'
          : 'finished',
    outcome: decision === null ? 'error' : decision.outcome,
    triggers,
    matchedTriggers: decision?.matched ?? [],
    counts: countsOf(triggers),
    deliveriesOpen: 0,
    deliveriesFailed: 0,
    message: message ?? null,
    repeatCount: 1,
    lastFiredAt: facts.occurredAt,
    ...rest,
    ...special,
  };
}

export function countsOf(triggers: readonly TriggerResult[]): Firing['counts'] {
  const counts = { evaluated: 0, matched: 0, errors: 0, actionsOk: 0, actionsFailed: 0, actionsSkipped: 0 };
  for (const { result, actions } of triggers) {
    if (result !== 'skipped') counts.evaluated += 1;
    if (result === 'matched') counts.matched += 1;
    if (result === 'error') counts.errors += 1;
    for (const { outcome } of actions) {
      if (outcome === 'ok') counts.actionsOk += 1;
      else if (outcome === 'failed') counts.actionsFailed += 1;
      else if (outcome === 'skipped') counts.actionsSkipped += 1;
    }
  }
  return counts;
}

/** A rejected upload's firing keeps triggers and results, but no value of the certificate. */
export function withoutDetails(decision: Decision): Decision {
  return {
    ...decision,
    triggers: decision.triggers.map((trigger) => ({
      ...trigger,
      leaves: trigger.leaves.map(({ result, errorCode }) => ({
        result,
        actual: null,
        ...(errorCode === undefined ? {} : { errorCode }),
      })),
    })),
  };
}

import type { ActionResult } from '../../domain/actions/action';
import type { Alert } from '../../domain/alerts/alert';
import { shownThreshold } from '../../domain/alerts/ledger';
import { alertKind } from '../../domain/alerts/kinds';
import type { StepResult } from '../../domain/alerts/progress';
import type { AlertRun } from '../../domain/alerts/run';
import { isEventCode, type EventCode } from '../../domain/events/catalogue';
import type { FiringAlert, TriggerResult } from '../../domain/firings/firing';
import { firingIdOf } from '../../store/database/derived-ids';
import type { FiringDocument, FiringStore } from '../../store/firings/firings';
import { claiming } from '../firings/claim';
import type { CarryingRun, FiringEvent, Occurrence } from '../firings/occurrence';
import type { Pipeline } from '../firings/pipeline';
import { countsOf, toFiring } from '../firings/record';
import type { FiringRules, ReadySetsOf } from '../firings/rules';
import type { ItemWork } from './item-work';
import { occurrenceKeyOf } from './phases';

interface AlertOccurrence extends Occurrence {
  readonly work: ItemWork;
}

/** The rules of an event for the firings of alerts: triggers belong to the firings of the platform. */
export function withoutTriggers(rules: (event: EventCode) => Promise<FiringRules>) {
  return async (event: EventCode): Promise<FiringRules> => ({ ...(await rules(event)), setsOf: () => noSets });
}

const mostLooks = 12;
const lookMs = 250;

const noSets: ReadySetsOf = {
  snapshotId: '',
  sets: { policy: 'combine', onConditionError: 'admit', places: [], ignore: [], actions: [] },
  ready: { ignore: [], actions: [], onConditionError: 'admit' },
  isEmpty: true,
  save: async () => undefined,
};

/**
 * One firing for each item that a run has handled, written once, when all is done: the alert stands where others have
 * their triggers.
 * @param pipeline with rules that have no triggers; `of` is a firing of the platform that started the run: the result is added there
 */
export function createAlertFirings({
  pipeline,
  firings,
  now,
  wait,
}: {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  /** For kinds that are no event of the platform. */
  readonly firings: Pick<FiringStore, 'insert' | 'addResult'>;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<unknown>;
}) {
  /** The firing of the event is written by a run of its own, which may be a little behind; some events leave none. */
  async function addedTo(firingId: string, work: ItemWork, alert: Alert): Promise<boolean> {
    for (let tries = 0; tries < mostLooks; tries += 1) {
      if (await firings.addResult(firingId, resultOf(work, alert), alert)) return true;
      await wait(lookMs);
    }
    return false;
  }

  return async function fire(
    works: readonly ItemWork[],
    alert: Alert,
    run: AlertRun,
    of: string | null = null,
  ): Promise<void> {
    const { event } = alertKind(alert.kind);
    const handled = works.filter(({ progress }) => progress.results.length > 0);
    if (handled.length === 0) return;
    const [first] = handled;
    if (of !== null && first !== undefined && (await addedTo(of, first, alert))) return;
    if (!isEventCode(event) || handled.some(({ item }) => item.subject === null)) {
      const documents = handled.map((work) =>
        withResults(plainFiring(event, work, alert, run, now()), work, alert, run),
      );
      return void (await firings.insert(documents));
    }
    const carrying: CarryingRun = { workflowId: run.workflowId, runId: run.runId };
    const written = claiming<AlertOccurrence>();
    const carried: FiringEvent<AlertOccurrence, void> = {
      event,
      payload: () => ({}),
      subjects: async () =>
        handled.map((work) => ({
          ...{
            work,
            key: occurrenceKeyOf(alert, work, run.isTest ? run.id : null),
            occurredAt: now(),
            actor: run.actor,
          },
          ...{ requestAttributes: {}, uploadId: null, decidedWith: null, subject: () => work.item.subject! },
        })),
      store: (batch, context) =>
        written(
          batch.map((fired) => ({ ...fired, firing: withResults(fired.firing, fired.occurrence.work, alert, run) })),
          context,
        ),
      close: async () => undefined,
    };
    await pipeline.fire(carried, carrying);
  };
}

export type AlertFirings = ReturnType<typeof createAlertFirings>;

/** A firing of a kind that is no event of the platform: no trigger can be bound to it, and none decides it. */
function plainFiring(event: string, work: ItemWork, alert: Alert, run: AlertRun, at: Date): FiringDocument {
  const occurrenceKey = occurrenceKeyOf(alert, work, run.isTest ? run.id : null);
  const { object } = work.item;
  return toFiring({
    ...{ firingId: firingIdOf(event, occurrenceKey), event, occurrenceKey, resource: alertKind(alert.kind).resource },
    ...{ objectUuid: object.uuid, objectName: object.name, actor: run.actor, causedBy: null, causeDepth: 0 },
    ...{ uploadId: null, occurredAt: at, startedAt: at, decidedAt: at, policy: 'combine', decision: null },
    ...{ snapshotId: '', workflowId: run.workflowId, runId: run.runId },
  });
}

function withResults(firing: FiringDocument, work: ItemWork, alert: Alert, run: AlertRun): FiringDocument {
  const { results } = work.progress;
  const trigger = resultOf(work, alert);
  const of: FiringAlert = {
    ...{ uuid: alert.uuid, name: alert.name, version: alert.version, runId: run.id, isTest: run.isTest },
    ...{ threshold: work.threshold, occurrence: work.occurrence },
  };
  const hasFailed = results.some(({ outcome }) => outcome === 'failed' || outcome === 'uncertain');
  return {
    ...firing,
    ...{ alert: of, snapshotId: null, triggers: [trigger], matchedTriggers: [{ uuid: alert.uuid, name: alert.name }] },
    ...{ counts: countsOf([trigger]), outcome: 'performed', status: hasFailed ? 'finished_with_errors' : 'finished' },
  };
}

/** The alert where firings have their triggers. */
function resultOf({ progress, threshold, occurrence }: ItemWork, alert: Alert): TriggerResult {
  return {
    byAlert: { threshold: shownThreshold(threshold), occurrence },
    ...{ trigger: alert.uuid, kind: 'action', result: 'matched', truth: null, leaves: [], durationMs: 0 },
    actions: progress.results.map((result) => actionOf(result, alert)),
  };
}

const outcomes = { done: 'ok', failed: 'failed', uncertain: 'failed', skipped: 'skipped' } as const;

function actionOf(result: StepResult, { handlers }: Alert): ActionResult {
  const { handlerId, recipient, branchOf } = result;
  const parent = handlers.find(({ id }) => id === (branchOf ?? handlerId));
  const own = branchOf === null ? parent : parent?.onError.handlers.find(({ id }) => id === handlerId);
  const place = branchOf === null ? handlerId : `${branchOf}/${handlerId}`;
  return {
    id: recipient === null ? place : `${place}:${recipient}`,
    type: own?.type ?? 'email',
    outcome: outcomes[result.outcome],
    ...{ changed: false, before: null, after: null, attempts: [], durationMs: 0 },
    errorCode: result.error ?? (result.outcome === 'uncertain' ? 'uncertain' : null),
    message: result.message ?? result.skipped,
  };
}

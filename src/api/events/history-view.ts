import type { ActionResult } from '../../domain/actions/action';
import { maskActionSecrets } from '../../domain/actions/secrets';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { shownThreshold } from '../../domain/alerts/ledger';
import { explainCondition, notificationsSent } from '../../domain/firings/explain';
import { explainFiring, explainTrigger } from '../../domain/firings/reasons';
import { followsLedger } from '../../domain/firings/effects';
import type { Firing, FiringAlert, TriggerResult } from '../../domain/firings/firing';
import { deliveryFailure, type Delivery } from '../../domain/notifications/delivery';
import type { ResolvedSets, ResolvedTrigger } from '../../domain/triggers/resolve-sets';
import { happenedOf, particularsInWords } from '../../domain/events/particulars';
import type { FiringRow } from '../../store/firings/history';
import { actionJson } from '../triggers/action-schemas';

/** What the view of a trigger's result is put together from. */
export interface TriggerResultParts {
  /** Null when it failed before sets were resolved. */
  readonly sets: ResolvedSets | null;
  readonly deliveries: readonly Delivery[];
  readonly attributesByName: ReadonlyMap<string, AttributeDefinition>;
  readonly usernameOf: (uuid: string) => string | null;
  /** The values that leaves looked at are not kept. */
  readonly isConcealed: boolean;
}

/** Everything a firing's detail is put together from. */
export interface FiringDetailParts extends Omit<TriggerResultParts, 'isConcealed'> {
  readonly firing: Firing;
  readonly causes: readonly FiringRow[];
  readonly replays: readonly string[];
  readonly runUrl: string | null;
}

const notKept = 'rejected, details not kept';

const subjectPaths: Readonly<Record<string, string>> = {
  certificates: '/api/v1/certificates',
  discoveries: '/api/v1/discoveries',
  approvals: '/api/v1/approvals',
  jobs: '/api/v1/scheduled-jobs',
};

/** A row of the list: what was decided and done, without the single leaves and actions. */
export function toFiringRow(firing: FiringRow) {
  const { firingId, event, resource, objectUuid, objectName, occurredAt, durationMs, status, outcome } = firing;
  const { matchedTriggers, counts, deliveriesOpen, actor, message, repeatCount, lastFiredAt, replayOf } = firing;
  const { particulars = {} } = firing;
  return {
    ...{ firingId, event, occurredAt, durationMs, status, outcome, matchedTriggers, actor, message },
    ...{ repeatCount, lastFiredAt, replayOf, particulars, happened: happenedOf(event, particulars) },
    subject: { resource, uuid: objectUuid, name: objectName, note: isRejected(firing) ? notKept : null },
    counts: { ...counts, deliveriesOpen },
  };
}

/** What is rejected on its way in is never stored, and its firing quotes nothing of it. */
function isRejected({ outcome, objectUuid }: Pick<FiringRow, 'outcome' | 'objectUuid'>): boolean {
  return outcome === 'ignored' && objectUuid === null;
}

/** One firing in full: sets, triggers, the tree with the result of each leaf, actions, deliveries, causes. */
export function toFiringDetail(parts: FiringDetailParts) {
  const { firing, sets, causes, replays, runUrl } = parts;
  const ofTriggers = { ...parts, isConcealed: isRejected(firing) };
  const { startedAt, finishedAt, occurrenceKey, referenceObjectUuid, uploadId, policy } = firing;
  const { deliveriesFailed, workflowId, runId, resource, objectUuid, replayOf } = firing;
  const path = subjectPaths[resource];
  return {
    ...toFiringRow(firing),
    explain: whatHappened(firing) + explainFiring(firing, (result) => whyOf(asAlert(result, firing), ofTriggers)),
    ...{ startedAt, finishedAt, occurrenceKey, referenceObjectUuid, uploadId, policy, alert: alertView(firing.alert) },
    sets: sets?.places ?? [],
    triggers: firing.triggers.map((result) => ({
      ...withOwnName(toTriggerResult(asAlert(result, firing), ofTriggers), firing),
      ...(firing.alert?.uuid === result.trigger ? { name: firing.alert.name, version: firing.alert.version } : {}),
    })),
    ...{ deliveriesFailed, workflowId, runId, replays, replay: firing.replay ?? null },
    causes: causes.map(({ firingId, event }) => ({ firingId, event })),
    links: {
      subject: objectUuid === null || path === undefined ? null : `${path}/${objectUuid}`,
      upload: uploadId === null ? null : `/api/v1/uploads/${uploadId}`,
      original: replayOf === null ? null : `/api/v1/event-history/${replayOf}`,
      run: runUrl,
    },
  };
}

function alertView(alert: FiringAlert | undefined) {
  return alert === undefined ? null : { ...alert, threshold: shownThreshold(alert.threshold) };
}

/** Firings of alerts from before results said it themselves. */
function asAlert(result: TriggerResult, { alert }: Pick<Firing, 'alert'>): TriggerResult {
  if (alert?.uuid !== result.trigger || result.byAlert !== undefined) return result;
  return { ...result, byAlert: { threshold: shownThreshold(alert.threshold), occurrence: alert.occurrence } };
}

/** An alert that the event has started stands among the triggers, in no set: the firing itself knows its name. */
function withOwnName<T extends { readonly uuid: string; readonly name: string | null }>(
  result: T,
  { matchedTriggers }: Pick<FiringRow, 'matchedTriggers'>,
): T {
  if (result.name !== null) return result;
  return { ...result, name: matchedTriggers.find(({ uuid }) => uuid === result.uuid)?.name ?? null };
}

/** What the event itself tells comes before what came of it. */
function whatHappened({ event, particulars }: Firing): string {
  const words = particularsInWords(event, particulars);
  return words === '' ? '' : `${words}. `;
}

/** Why a trigger did or did not match, in one sentence. */
export function whyOf(
  result: TriggerResult,
  { sets, isConcealed }: Pick<TriggerResultParts, 'sets' | 'isConcealed'>,
): string {
  return explainTrigger(result, findUsed(result, sets)?.trigger, isConcealed);
}

/** What one trigger said and did, with its definition as it was. */
export function toTriggerResult(result: TriggerResult, parts: TriggerResultParts) {
  const used = findUsed(result, parts.sets);
  const { kind, truth, leaves, durationMs } = result;
  return {
    uuid: result.trigger,
    name: used?.trigger.name ?? null,
    version: used?.trigger.version ?? null,
    kind,
    origin: used?.origin ?? null,
    configuredBy: used === undefined ? null : { uuid: used.configuredBy, name: parts.usernameOf(used.configuredBy) },
    result: result.result,
    truth,
    rejectedByError: result.rejectedByError ?? false,
    explain: whyOf(result, parts),
    condition: explainCondition(used?.trigger.condition ?? null, leaves, parts.isConcealed),
    actions: result.actions.map((action) => {
      const deliveries = parts.deliveries.filter(({ origins }) =>
        origins.some(({ trigger, actionId }) => trigger === result.trigger && actionId === action.id),
      );
      return {
        ...parametersOf(action.id, used, parts),
        ...action,
        ...failureOf(action, deliveries),
        deliveries: deliveries.map(toDelivery),
      };
    }),
    notificationsSent: notificationsSent(result.actions),
    durationMs,
  };
}

/**
 * The stored action has no code of its own while the ledger has the last word on its outcome, so that it is `ok` again
 * once a retry arrives.
 */
function failureOf(
  action: ActionResult,
  deliveries: readonly Delivery[],
): Partial<Pick<ActionResult, 'errorCode' | 'message'>> {
  if (action.outcome !== 'failed' || !followsLedger(action)) return {};
  const texts = [deliveryFailure(deliveries), ...(action.message === null ? [] : [action.message])];
  return { errorCode: 'delivery_failed', message: texts.join('; ') };
}

function findUsed({ trigger, kind }: TriggerResult, sets: ResolvedSets | null): ResolvedTrigger | undefined {
  return (kind === 'ignore' ? sets?.ignore : sets?.actions)?.find((used) => used.trigger.uuid === trigger);
}

/** As configured, secrets masked. The notice of an ignore trigger has its profiles instead of an action. */
function parametersOf(id: string, used: ResolvedTrigger | undefined, { attributesByName }: TriggerResultParts) {
  if (used === undefined) return {};
  const action = used.trigger.actions.find((candidate) => candidate.id === id);
  if (action !== undefined) return { parameters: actionJson(maskActionSecrets(action, attributesByName)) };
  return used.trigger.kind === 'ignore' ? { parameters: { profiles: used.trigger.notificationProfiles } } : {};
}

function toDelivery({ id, profile, profileVersion, channel, recipient, status, attempts, nextAttemptAt }: Delivery) {
  return { deliveryId: id, profile, profileVersion, channel, recipient, status, attempts, nextAttemptAt };
}

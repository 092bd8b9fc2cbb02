import {
  defaultRetry,
  scriptRetry,
  type ActionResult,
  type Retry,
  type RunScript,
  type StartWorkflow,
} from '../actions/action';
import { findEvent } from '../events/catalogue';
import type { ResolvedSets } from '../triggers/resolve-sets';
import type { Trigger } from '../triggers/trigger';
import { rejectionNotice } from './decide';
import { longestScriptSeconds } from '../scripts/script';
import { millisecondsOf } from '../values/duration';
import type { FiringStatus, TriggerResult } from './firing';

/** How one notification action of a firing is to be carried out. */
export interface NotificationPlan {
  readonly kind: 'notification';
  readonly profiles: readonly string[];
  readonly onError: 'continue' | 'stop';
  readonly retry: Retry;
}

/** How one script action is to be carried out. */
export interface ScriptActionPlan extends Pick<RunScript, 'script' | 'version' | 'parameters' | 'wait' | 'onError'> {
  readonly kind: 'script';
  readonly retry: Retry;
  /** Instead of the script's own limit. */
  readonly timeoutSeconds: number | null;
}
/** Which instance of the workflow builder an action starts. */
export interface WorkflowPlan extends Pick<StartWorkflow, 'definition' | 'data' | 'onError'> {
  readonly kind: 'workflow';
}
export type EffectPlan = NotificationPlan | ScriptActionPlan | WorkflowPlan;

/** The triggers of a firing as they were when it was decided, by uuid. */
export function definitionsOf(sets: ResolvedSets | null): Map<string, Trigger> {
  return new Map([...(sets?.ignore ?? []), ...(sets?.actions ?? [])].map(({ trigger }) => [trigger.uuid, trigger]));
}

/** Undefined: the definition of the action is gone. The profiles of an ignore trigger make one action of their own. */
export function effectPlanOf(trigger: Trigger | undefined, actionId: string): EffectPlan | undefined {
  if (trigger === undefined) return undefined;
  if (trigger.kind === 'ignore' && actionId === rejectionNotice) {
    return { kind: 'notification', profiles: trigger.notificationProfiles, onError: 'continue', retry: defaultRetry };
  }
  const action = trigger.actions.find((candidate) => candidate.id === actionId);
  if (action?.type === 'runScript') return scriptPlanOf(action);
  if (action?.type === 'startWorkflow') {
    const { definition, data, onError } = action;
    return { kind: 'workflow', definition, data, onError };
  }
  if (action?.type !== 'sendNotification') return undefined;
  const { profiles, onError, retry = defaultRetry } = action;
  return { kind: 'notification', profiles, onError, retry };
}

function scriptPlanOf(action: RunScript): ScriptActionPlan {
  const { script, version, parameters, wait, onError, retry = scriptRetry, timeout } = action;
  const timeoutMs = timeout === undefined ? 0 : millisecondsOf(timeout, 0);
  const timeoutSeconds =
    timeoutMs === 0 ? null : Math.min(longestScriptSeconds, Math.max(1, Math.ceil(timeoutMs / 1_000)));
  return { kind: 'script', script, version, parameters, wait, onError, retry, timeoutSeconds };
}

/** Whether firings of an event may be in notice streams; an unknown event's are not. */
export function isMonitoring(event: string): boolean {
  return findEvent(event)?.monitoring === true;
}

/** Whether notices of an event may be in digests; an unknown event's are not. */
export function mayBeCollected(event: string): boolean {
  const known = findEvent(event);
  return known !== undefined && (known.monitoring || known.followsIssuers);
}

/** Whether the ledger has the last word on an action: what reached nobody stays failed, whatever is delivered. */
export function followsLedger({ type, outcome, errorCode }: ActionResult): boolean {
  return type === 'sendNotification' && outcome !== 'skipped' && errorCode === null;
}

/** Whether scripts have a part in what a firing comes to: then its row is brought further by several at once. */
export function hasScripts(triggers: readonly TriggerResult[]): boolean {
  return triggers.some(({ actions }) => actions.some(({ type }) => type === 'runScript'));
}

const cancelled = 'cancelled';

function isCancelled({ outcome, message }: ActionResult): boolean {
  return outcome === 'skipped' && message === cancelled;
}

export function statusAfterEffects(triggers: readonly TriggerResult[]): FiringStatus {
  const hasErrors = triggers.some(
    ({ leaves, actions }) =>
      leaves.some((leaf) => leaf.result === 'error') ||
      actions.some((action) => action.outcome === 'failed' || isCancelled(action)),
  );
  return hasErrors ? 'finished_with_errors' : 'finished';
}

/** The results once a person has cancelled the run: what was still to come is skipped. */
export function withoutPending(triggers: readonly TriggerResult[]): TriggerResult[] {
  return triggers.map((result) => ({
    ...result,
    actions: result.actions.map((action) =>
      action.outcome === 'pending' ? { ...action, outcome: 'skipped' as const, message: cancelled } : action,
    ),
  }));
}

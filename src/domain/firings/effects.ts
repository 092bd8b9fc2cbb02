import { defaultRetry, type ActionResult, type Retry } from '../actions/action';
import { findEvent } from '../events/catalogue';
import type { ResolvedSets } from '../triggers/resolve-sets';
import type { Trigger } from '../triggers/trigger';
import { rejectionNotice } from './decide';
import type { FiringStatus, TriggerResult } from './firing';

/** How one notification action of a firing is to be carried out. */
export interface EffectPlan {
  readonly profiles: readonly string[];
  readonly onError: 'continue' | 'stop';
  readonly retry: Retry;
}

/** The triggers of a firing as they were when it was decided, by uuid. */
export function definitionsOf(sets: ResolvedSets | null): Map<string, Trigger> {
  return new Map([...(sets?.ignore ?? []), ...(sets?.actions ?? [])].map(({ trigger }) => [trigger.uuid, trigger]));
}

/** Undefined: the definition of the action is gone. The profiles of an ignore trigger make one action of their own. */
export function effectPlanOf(trigger: Trigger | undefined, actionId: string): EffectPlan | undefined {
  if (trigger === undefined) return undefined;
  if (trigger.kind === 'ignore' && actionId === rejectionNotice) {
    return { profiles: trigger.notificationProfiles, onError: 'continue', retry: defaultRetry };
  }
  const action = trigger.actions.find((candidate) => candidate.id === actionId);
  if (action?.type !== 'sendNotification') return undefined;
  return { profiles: action.profiles, onError: action.onError, retry: action.retry ?? defaultRetry };
}

/** Whether firings of an event may be in notice streams and digests; an unknown event's are not. */
export function isMonitoring(event: string): boolean {
  return findEvent(event)?.monitoring === true;
}

/** Whether the ledger has the last word on an action: what reached nobody stays failed, whatever is delivered. */
export function followsLedger({ type, outcome, errorCode }: ActionResult): boolean {
  return type === 'sendNotification' && outcome !== 'skipped' && errorCode === null;
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

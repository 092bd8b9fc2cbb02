import type { Decision } from '../firings/decide';
import type { StepValidity } from '../notifications/step';
import { decideNotice, hasSuppression, type StreamRules } from '../notifications/streams';
import { hasFiredIn, isAcknowledged, type ExpirationWatch } from './watch';

/** What a due certificate comes to in one scan. */
export type FiringPlan =
  /** Nothing to record: no trigger applies and none is to be recorded, or it has fired in this hour. */
  | 'nothing'
  /** Same results, nothing changed, nobody to tell: the firing before counts one more. */
  | 'fold'
  /** A firing of its own. */
  | 'fire';

export interface PlanInput extends StepValidity {
  readonly decision: Decision;
  /** Hash of `resultKeyOf(decision)`, as the watch keeps it. */
  readonly resultKey: string;
  readonly watch: ExpirationWatch | undefined;
  readonly slot: Date;
  readonly now: Date;
  /** No trigger set or an empty one applies. */
  readonly withoutTriggers: boolean;
  readonly recordWithoutTriggers: boolean;
  /** Undefined: the profile is gone, which is a result to record once. */
  readonly profile: (uuid: string) => StreamRules | undefined;
}

/**
 * Whether a due certificate fires on its own or is folded. Pure; the batch that carries the firing decides
 * again by itself, so a wrong guess here costs a row and never a notice.
 */
export function planFiring(input: PlanInput): FiringPlan {
  const { decision, watch, slot, now, notBefore, notAfter } = input;
  if (watch !== undefined && hasFiredIn(slot, watch.slot)) return 'nothing';
  if (input.withoutTriggers && !input.recordWithoutTriggers) return 'nothing';
  if (watch === undefined || watch.firingId === null || watch.resultKey !== input.resultKey) return 'fire';
  if (decision.triggers.some(({ actions }) => actions.some(({ changed }) => changed))) return 'fire';
  const acknowledged = isAcknowledged(watch, now);
  const isDue = (uuid: string) => {
    const rules = input.profile(uuid);
    if (rules === undefined) return false;
    if (!hasSuppression(rules)) return !acknowledged;
    return decideNotice(rules, watch.streams[uuid], { now, notBefore, notAfter, acknowledged }).due;
  };
  return decision.effects.some(({ profiles }) => profiles.some(isDue)) ? 'fire' : 'fold';
}

/** A replacement that nobody told of is found within this time. */
export const replacementSearchMs = 86_400_000;

/** Whether the inventory is searched for replacements before a certificate is told of: when it fires, and once a day. */
export function needsReplacementSearch(
  plan: FiringPlan | undefined,
  watch: ExpirationWatch | undefined,
  now: Date,
): boolean {
  const checkedAt = watch?.replacementsCheckedAt ?? null;
  return plan === 'fire' || checkedAt === null || Math.abs(now.getTime() - checkedAt.getTime()) > replacementSearchMs;
}

/**
 * A short text that two decisions share when they came to the same: outcome, result of each trigger, what each action
 * did or why it did not. Values that were looked at do not count, for a certificate's days left change every day.
 */
export function resultKeyOf({ outcome, triggers }: Pick<Decision, 'outcome' | 'triggers'>): string {
  const parts = triggers.map(({ trigger, result, rejectedByError, actions }) => [
    trigger,
    result,
    rejectedByError ?? false,
    actions.map((action) => [action.id, action.outcome === 'ok' ? 'ok' : (action.errorCode ?? action.outcome)]),
  ]);
  return JSON.stringify([outcome, parts]);
}

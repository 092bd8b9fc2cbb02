import { addDuration, durationMs, type Duration } from '../values/duration';
import type { EscalationStep, NotificationProfile, RecipientRule } from './profile';
import { parseStep, stepBegin, type StepLength, type StepValidity } from './step';

type EscalatingProfile = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'escalationSteps'
>;

/**
 * Who is meant at a step: the profile's own rule (none for the type `none`) and what the step itself and every longer
 * one add; null where no step counts. A step that an edit has taken out of the list stands between its neighbours.
 * @param validity of the certificate, which tells whether a share is longer than a duration; without it the order of the
 *   list does
 */
export function rulesInForce(
  profile: EscalatingProfile,
  step: string | null,
  validity?: StepValidity,
): RecipientRule[] {
  const { recipientType, recipients, recipientAttribute, escalationSteps } = profile;
  const own: RecipientRule[] = recipientType === 'none' ? [] : [{ recipientType, recipients, recipientAttribute }];
  if (step === null) return own;
  const reached =
    validity === undefined
      ? reachedInList(escalationSteps, step)
      : escalationSteps.filter(({ before }) => stepBegin(before, validity) <= stepBegin(step, validity));
  return [...own, ...reached.flatMap(({ addRecipients }) => addRecipients)];
}

/** Up to the last step of the same kind that is not shorter. */
function reachedInList(steps: readonly EscalationStep[], step: string): readonly EscalationStep[] {
  const wanted = lengthOf(parseStep(step));
  const last = steps.findLastIndex(({ before }) => {
    const length = lengthOf(parseStep(before));
    return length !== undefined && length.kind === wanted?.kind && length.value >= wanted.value;
  });
  return steps.slice(0, last + 1);
}

function lengthOf(step: StepLength | undefined): { readonly kind: string; readonly value: number } | undefined {
  if (step === undefined) return undefined;
  return { kind: step.kind, value: step.kind === 'share' ? step.percent : durationMs(step.duration) };
}

/** A step, and the one before it that it must be shorter than; both by their place in the list. */
export interface MisplacedStep {
  readonly index: number;
  readonly behind: number;
}

/**
 * The first step that is not shorter than the last one of its kind before it, for every certificate: `P30D` after `P1M` is
 * refused, because a month may have 28 days. Whether a share is shorter than a duration depends on the certificate.
 * Texts that are no step are passed over.
 */
export function misplacedStep(steps: readonly string[]): MisplacedStep | undefined {
  const lengths = steps.map(parseStep);
  for (const [index, length] of lengths.entries()) {
    if (length === undefined) continue;
    const behind = lengths.slice(0, index).findLastIndex((other) => other?.kind === length.kind);
    const longer = lengths[behind];
    if (longer !== undefined && !isShorter(length, longer)) return { index, behind };
  }
  return undefined;
}

function isShorter(step: StepLength, longer: StepLength): boolean {
  if (step.kind === 'share' || longer.kind === 'share')
    return step.kind === 'share' && longer.kind === 'share' && step.percent < longer.percent;
  return isShorterTime(step.duration, longer.duration);
}

function isShorterTime(duration: Duration, longer: Duration): boolean {
  return days.every((day) => addDuration(day, duration, -1) > addDuration(day, longer, -1));
}

/** Every day of four years, so that each length of month and the leap day occur. */
const days = Array.from({ length: 1461 }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)));

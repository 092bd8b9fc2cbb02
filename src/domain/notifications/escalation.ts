import { addDuration, millisecondsOf, parseDuration } from '../values/duration';
import type { NotificationProfile, RecipientRule } from './profile';

type EscalatingProfile = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'escalationSteps'
>;

/**
 * Who is meant at a step: the profile's own rule (none for the type `none`) and what the step itself and every longer
 * one add. `step` is an ISO 8601 duration before notAfter; null where no step counts. A step that an edit has taken
 * out of the list stands between its neighbours.
 */
export function rulesInForce(profile: EscalatingProfile, step: string | null): RecipientRule[] {
  const { recipientType, recipients, recipientAttribute, escalationSteps } = profile;
  const own: RecipientRule[] = recipientType === 'none' ? [] : [{ recipientType, recipients, recipientAttribute }];
  if (step === null) return own;
  const reached = escalationSteps.filter(({ before }) => millisecondsOf(before, 0) >= millisecondsOf(step, 0));
  return [...own, ...reached.flatMap(({ addRecipients }) => addRecipients)];
}

/**
 * Index of the first step that is not shorter than the one before it for every notAfter, -1 when all are: `P30D` after
 * `P1M` is refused, because a month may have 28 days. Texts that are no duration are passed over.
 */
export function misplacedStep(steps: readonly string[]): number {
  const durations = steps.map(parseDuration);
  return durations.findIndex((duration, index) => {
    const longer = durations[index - 1];
    if (duration === undefined || longer === undefined) return false;
    return days.some((day) => addDuration(day, duration, -1) <= addDuration(day, longer, -1));
  });
}

/** Every day of four years, so that each length of month and the leap day occur. */
const days = Array.from({ length: 1461 }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)));

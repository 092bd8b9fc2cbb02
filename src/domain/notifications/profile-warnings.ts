import { millisecondsOf } from '../values/duration';
import { hasSuppression, type StreamRules } from './streams';

export const profileWarningCodes = [
  'no_suppression',
  'step_never_reached',
  'recipient_unusable',
  'reaches_nobody',
] as const;

/** What is allowed but rarely meant. `pointer` is a JSON Pointer into the profile. */
export interface ProfileWarning {
  readonly code: (typeof profileWarningCodes)[number];
  readonly detail: string;
  readonly pointer?: string;
}

/**
 * What is allowed and seldom meant: a profile without limits, and steps longer than every threshold in force.
 * @param thresholds ISO 8601 durations of the platform and of the RA profiles, from which a certificate is due
 */
export function profileWarnings(rules: StreamRules, thresholds: readonly string[]): ProfileWarning[] {
  if (!hasSuppression(rules)) {
    const detail =
      'Neither frequency, repetitions nor escalationSteps is set: a monitoring event notifies at every firing, ' +
      'for an expiring certificate every hour.';
    return [{ code: 'no_suppression', detail }];
  }
  const longest = Math.max(0, ...thresholds.map((text) => millisecondsOf(text, 0)));
  return rules.escalationSteps.flatMap(({ before }, index): ProfileWarning[] =>
    millisecondsOf(before, 0) <= longest
      ? []
      : [
          {
            code: 'step_never_reached',
            detail: `No threshold is as long as ${before}, so no certificate is due that early.`,
            pointer: `/escalationSteps/${index}/before`,
          },
        ],
  );
}

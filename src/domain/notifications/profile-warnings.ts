import { durationMs, millisecondsOf } from '../values/duration';
import { parseStep } from './step';
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

/** From when on certificates are due: of the platform, or of an RA profile. */
export interface DueWindow {
  /** ISO 8601 duration before notAfter. */
  readonly threshold: string;
  /** The longest share of the lifetime; null: no share counts. */
  readonly percent: number | null;
}

/** What is allowed and seldom meant: a profile without limits, and steps outside of every window in force. */
export function profileWarnings(rules: StreamRules, windows: readonly DueWindow[]): ProfileWarning[] {
  if (!hasSuppression(rules)) {
    const detail =
      'Neither frequency, repetitions nor escalationSteps is set: a monitoring event notifies at every firing, ' +
      'for an expiring certificate every hour.';
    return [{ code: 'no_suppression', detail }];
  }
  return rules.escalationSteps.flatMap(({ before }, index): ProfileWarning[] =>
    windows.some((window) => reaches(window, before))
      ? []
      : [
          {
            code: 'step_never_reached',
            detail: `No window in force is as long as ${before}, so no certificate is due that early.`,
            pointer: `/escalationSteps/${index}/before`,
          },
        ],
  );
}

/** Whether a certificate of some lifetime is due as early as that. */
function reaches({ threshold, percent }: DueWindow, before: string): boolean {
  const step = parseStep(before);
  if (step === undefined) return true;
  return step.kind === 'share'
    ? step.percent <= (percent ?? 100)
    : durationMs(step.duration) <= millisecondsOf(threshold, 0);
}

import type { EscalationStep } from '../notifications/profile';
import { stepBegin, type StepValidity } from '../notifications/step';

export interface StepWarning {
  readonly code: 'step_never_reached';
  /** As the profile has it: a duration before notAfter, or a share of the lifetime. */
  readonly step: string;
  readonly detail: string;
}

/**
 * Steps of a profile that lie before a certificate is due: its threshold, its share of the lifetime or its notBefore are
 * later. Of several the shortest is noticed at the begin of the window, the others never.
 * @param from begin of the window in which people are told
 */
export function stepWarnings(steps: readonly EscalationStep[], from: Date, validity: StepValidity): StepWarning[] {
  const early = steps.filter(({ before }) => stepBegin(before, validity) < from.getTime());
  return early.map(({ before: step }, index) => ({
    code: 'step_never_reached',
    step,
    detail:
      index === early.length - 1
        ? `People are told of this certificate from ${from.toISOString()} on: what ${step} before its end would bring comes then.`
        : `People are told of this certificate from ${from.toISOString()} on, when a shorter step is due already.`,
  }));
}

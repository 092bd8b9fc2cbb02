import type { Operation } from '../../../domain/operations/operation';
import type { StepOutcome } from './step-runner';

/** An end of a visit that no other try will change, unless it says so. */
export function failedStep(code: string, message: string, isTemporary = false): StepOutcome {
  return { kind: 'failed', error: { code, message }, isTemporary };
}

const leastSeconds = 1;
const mostSeconds = 3_600;

/** When a step looks again at the operation that it waits for: the longer that takes, the later. */
export function lookAgainSeconds({ updatedAt }: Pick<Operation, 'updatedAt'>, now: Date): number {
  const age = (now.getTime() - updatedAt.getTime()) / 1_000;
  return Math.min(mostSeconds, Math.max(leastSeconds, Math.round(age / 10)));
}

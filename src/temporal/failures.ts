import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { isCertloomError, type ProblemCode } from '../domain/problem';

/**
 * A refusal that no retry will change. The `type` is the product's own code, so that an error crosses the engine
 * without a second vocabulary. `detail` must be fit for history: no secret, no detail of a certificate.
 */
export function refusal(code: ProblemCode, detail: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: detail,
    type: code,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/**
 * What goes into history when an activity fails: the code and, of a foreign error, its class and nothing else, since
 * driver texts quote documents (an E11000 names the key, which may be a fingerprint).
 */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (isCertloomError(error)) return refusal(error.code, error.code);
  const name = error instanceof Error ? error.name : 'Error';
  return ApplicationFailure.create({
    message: `${name} (details in the worker's log)`,
    type: name,
    nonRetryable: false,
  });
}

/**
 * The one error vocabulary. A code, once released, is never renamed.
 * HTTP statuses and titles belong to `api/problems.ts`; Temporal failures to `temporal/failures.ts`.
 */
export const problemCodes = [
  'invalid_request',
  'invalid_base64',
  'payload_too_large',
  'unsupported_media_type',
  'not_a_certificate',
  'unsupported_format',
  'private_key_refused',
  'invalid_custom_attributes',
  'certificate_duplicate',
  'upload_in_progress',
  'upload_interrupted',
  'certificate_ignored',
  'forbidden',
  'validation_failed',
  'unauthenticated',
  'not_found',
  'method_not_allowed',
  'name_taken',
  'ambiguous_name',
  'in_use',
  'invalid_state',
  'self_approval',
  'already_decided',
  'approval_pending',
  'approval_closed',
  'job_running',
  'operation_under_way',
  'secret_type_fixed',
  'single_handler',
  'first_run_unconfirmed',
  'catch_up_undecided',
  'conflict',
  'revision_mismatch',
  'precondition_required',
  'idempotency_in_progress',
  'idempotency_mismatch',
  'invalid_condition',
  'invalid_template',
  'field_not_available',
  'override_not_allowed',
  'trigger_event_mismatch',
  'trigger_kind_mismatch',
  'filter_too_wide',
  'replay_not_possible',
  'rate_limited',
  'internal',
  'engine_misconfigured',
  'engine_unavailable',
  'audit_unavailable',
  'overloaded',
  'storage_full',
  'not_in_compat_surface',
  'no_store_adapter',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** One fault inside a request: `pointer` is a JSON Pointer (RFC 6901) into the body, or `/query/<name>`. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/**
 * An expected refusal. `detail` is for people: what was expected, what was found, what to do; never a secret, a
 * stack, a path or library text. `extra` are additional members of the problem document (camelCase).
 */
export class CertloomError extends Error {
  override readonly name = 'CertloomError';

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly more: {
      readonly errors?: readonly Fault[];
      readonly extra?: Readonly<Record<string, unknown>>;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** True also across jest realms and bundles, where `instanceof` is not. */
export function isCertloomError(error: unknown): error is CertloomError {
  return error instanceof Error && error.name === 'CertloomError' && 'code' in error && 'detail' in error;
}

/** No more faults than these are listed: a body of a million bad rows must not become an answer of a million rows. */
export const maxFaults = 100;

/** The 422 for a request that is readable but not valid. `base` stands before each pointer: '' for the body. */
export function validationFailed(errors: readonly Fault[]): CertloomError {
  const first = errors[0];
  const where = first === undefined || first.pointer === '' ? '' : ` at ${first.pointer}`;
  const more = errors.length > 1 ? ` There are ${errors.length} faults in all.` : '';
  const detail = (first?.detail ?? 'The request is not valid').replace(/\.$/, '');
  return new CertloomError('validation_failed', `${detail}${where}.${more}`, {
    errors: errors.slice(0, maxFaults),
  });
}

import { type CertloomError, type Fault, type ProblemCode, isCertloomError } from '../../domain/problem';
import { requestFailureOf } from './request-failures';

/**
 * Every refusal the API can give: the HTTP status and the title of each code. A code, once
 * released, is never renamed, and its status never changes.
 */
export const problems: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  invalid_request: { status: 400, title: 'The request cannot be read' },
  invalid_base64: { status: 400, title: 'The content is not valid base64' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  not_a_certificate: { status: 422, title: 'The content is not a certificate' },
  unsupported_format: { status: 422, title: 'The format is not supported' },
  private_key_refused: { status: 422, title: 'Private keys are not accepted' },
  invalid_custom_attributes: { status: 422, title: 'A custom attribute is not valid' },
  certificate_duplicate: { status: 409, title: 'The certificate is already in the inventory' },
  upload_in_progress: { status: 409, title: 'The certificate is being uploaded' },
  upload_interrupted: { status: 503, title: 'The upload was interrupted' },
  certificate_ignored: { status: 422, title: 'The certificate was ignored by a trigger' },
  forbidden: { status: 403, title: 'Permission denied' },
  validation_failed: { status: 422, title: 'A field is not valid' },
  unauthenticated: { status: 401, title: 'Authentication is required' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  name_taken: { status: 409, title: 'The name is taken' },
  ambiguous_name: { status: 409, title: 'Several objects have this name' },
  in_use: { status: 409, title: 'The object is in use' },
  invalid_state: { status: 409, title: 'The state of the object does not allow this' },
  self_approval: { status: 403, title: 'Nobody decides on their own request' },
  already_decided: { status: 409, title: 'You have decided on this already' },
  approval_pending: { status: 409, title: 'The object waits for another approval' },
  approval_closed: { status: 409, title: 'The approval is closed' },
  job_running: { status: 409, title: 'The job is running' },
  operation_under_way: { status: 409, title: 'Another operation is under way' },
  secret_type_fixed: { status: 409, title: 'The type of the custom attribute is fixed' },
  single_handler: { status: 422, title: 'The alert has one handler' },
  catch_up_undecided: { status: 409, title: 'Changes of a collection wait for the definition' },
  first_run_unconfirmed: { status: 409, title: 'More items are due than may have been meant' },
  conflict: { status: 409, title: 'The request conflicts with the current state' },
  revision_mismatch: { status: 412, title: 'The object has changed in the meantime' },
  precondition_required: { status: 428, title: 'If-Match is required' },
  idempotency_in_progress: { status: 409, title: 'A request with this key is still in progress' },
  idempotency_mismatch: { status: 422, title: 'The key was used for another request' },
  invalid_condition: { status: 422, title: 'The condition is not valid' },
  invalid_template: { status: 422, title: 'The template is not valid' },
  field_not_available: { status: 422, title: 'The field is not available at this event' },
  override_not_allowed: { status: 422, title: 'The event cannot be overridden here' },
  trigger_event_mismatch: { status: 422, title: 'The trigger belongs to another event' },
  trigger_kind_mismatch: { status: 422, title: 'The trigger is of the wrong kind' },
  filter_too_wide: { status: 422, title: 'The filter asks for too much at once' },
  replay_not_possible: { status: 409, title: 'The firing cannot be replayed' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  engine_misconfigured: { status: 500, title: 'An engine is not set up correctly' },
  engine_unavailable: { status: 503, title: 'An engine cannot be reached' },
  audit_unavailable: { status: 503, title: 'The audit log cannot be written' },
  overloaded: { status: 503, title: 'The service is busy' },
  storage_full: { status: 507, title: 'The disk is full' },
  not_in_compat_surface: { status: 501, title: 'The call is not in the compatibility surface' },
  no_store_adapter: { status: 501, title: 'There is no adapter for certificate stores' },
};

/** Seconds for `Retry-After` when the error names none. */
const defaultRetryAfterSeconds: Partial<Record<ProblemCode, number>> = {
  rate_limited: 60,
  upload_interrupted: 1,
  engine_unavailable: 5,
  audit_unavailable: 5,
  overloaded: 2,
  storage_full: 60,
  idempotency_in_progress: 1,
};

/** RFC 9457 document. `instance` is the request id; further members are camelCase. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
  readonly [member: string]: unknown;
}

/** The document and the headers of a refusal. `extra` never overrides a member of RFC 9457. */
export function problemOf(
  error: CertloomError,
  requestId: string,
): { document: ProblemDocument; headers: Record<string, string> } {
  const { status, title } = problems[error.code];
  const headers: Record<string, string> = {};
  const retryAfter = error.more.retryAfterSeconds ?? defaultRetryAfterSeconds[error.code];
  if (retryAfter !== undefined) headers['Retry-After'] = String(Math.max(1, Math.ceil(retryAfter)));
  const document: ProblemDocument = {
    ...error.more.extra,
    type: `urn:certloom:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.detail,
    instance: requestId,
    ...(error.more.errors === undefined || error.more.errors.length === 0 ? {} : { errors: error.more.errors }),
  };
  return { document, headers };
}

/**
 * Turns whatever was thrown into a refusal of the table. Unknown errors become `internal` with a fixed sentence: the
 * original belongs into the log, never into the answer. `expected` is false for these.
 */
export function toAppError(error: unknown): { error: CertloomError; expected: boolean } {
  if (isCertloomError(error) && error.code in problems) return { error, expected: true };
  return requestFailureOf(error);
}

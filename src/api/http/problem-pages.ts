import { Router } from 'express';
import type { ProblemCode } from '../../domain/problem';
import { escapeHtml } from '../../domain/values/escape-html';
import { htmlPage } from './html-page';
import { problems } from './problems';

/** For each code: what it means, and what the caller can do. */
export const explanations: Readonly<Record<ProblemCode, readonly [meaning: string, remedy: string]>> = {
  invalid_request: [
    'The request cannot be read: the body is not a JSON object or array, it is missing where one is needed, or the path or a header is malformed.',
    'Send valid JSON in UTF-8, and percent-encode the path.',
  ],
  invalid_base64: [
    'A field that takes base64 holds something else.',
    'Use the standard alphabet (RFC 4648, section 4), or send the certificate as PEM text or as a raw body.',
  ],
  payload_too_large: [
    'The body is larger, or the bundle has more certificates, than the settings allow.',
    'Split the request. An administrator can change the upload limits in the settings.',
  ],
  unsupported_media_type: [
    'This path does not accept the content type, or the body is compressed.',
    'Use a content type that the API description lists, without Content-Encoding.',
  ],
  not_a_certificate: [
    'The content is not exactly one X.509 certificate where one is expected. Extra bytes after it are not allowed either.',
    'Send the certificate as DER, PEM or PKCS #7, and nothing else.',
  ],
  unsupported_format: [
    'The content is a PKCS #12 file, a certificate signing request, a revocation list or an unknown PEM block.',
    'Extract the certificates and send only those.',
  ],
  private_key_refused: [
    'The body contains a private key. It was neither stored nor logged.',
    'Send only the certificate. Treat a key that was sent to the wrong place as compromised.',
  ],
  invalid_custom_attributes: [
    'A custom attribute is unknown, read-only or not meant for this resource, or its value has the wrong type or is not one of the options.',
    'The member errors points at each of them. GET /api/v1/custom-attributes lists the definitions.',
  ],
  certificate_duplicate: [
    'A certificate with the same SHA-256 fingerprint is already in the inventory. No trigger ran and nothing was stored.',
    'Use the stored certificate. The member certificateUuid names it if you may read it.',
  ],
  upload_in_progress: [
    'Another upload of the same certificate is being processed.',
    'Wait for its outcome. If it is rejected, you can upload the certificate again.',
  ],
  upload_interrupted: [
    'The process that had taken the upload ended before the upload was decided, and nobody had been promised an outcome. Nothing was stored.',
    'Send it again. A repeat under the same Idempotency-Key does so by itself.',
  ],
  certificate_ignored: [
    'An ignore trigger of the event certificate_uploaded matched. The certificate is not in the inventory, and no details of it were kept.',
    'The member matchedTriggers names the triggers. An administrator can change them; then upload the certificate again.',
  ],
  forbidden: [
    'You lack a permission, or you tried to grant one that you do not have yourself.',
    'Ask an administrator for a role with the permission that the detail names.',
  ],
  validation_failed: [
    'The request can be read, but a field is unknown, missing, out of range or does not go with another one.',
    'The member errors lists each fault with a JSON Pointer into the body, or /query/<name> or /path/<name>.',
  ],
  unauthenticated: [
    'The request has no API key, or the key is unknown, expired or revoked, or its user is disabled.',
    'Send Authorization: Bearer <key> or X-API-Key: <key>.',
  ],
  not_found: ['There is nothing at this path, or you may not see it.', 'Check the path and the ids in it.'],
  method_not_allowed: [
    'The path exists, but does not take this method.',
    'The Allow header lists the methods it takes.',
  ],
  name_taken: ['Another object of this kind has this name.', 'Choose another name, or rename the other object.'],
  ambiguous_name: [
    'A name stands where an id is needed, and several objects have it.',
    'Use the uuid of the object that you mean: the answer lists them.',
  ],
  in_use: [
    'Other objects refer to this one, so it cannot be deleted.',
    'The member usedBy, or sets for a trigger, lists them. Remove the references first.',
  ],
  invalid_state: [
    'The state of the object does not allow the operation.',
    'Read the object again and check its state.',
  ],
  self_approval: [
    'Nobody decides on what they asked for themselves, administrators included.',
    'Somebody else has to decide. What you no longer need, you can withdraw.',
  ],
  already_decided: [
    'Each user decides once on an approval, whatever its step.',
    'Somebody else has to decide. To repeat a request that may have been lost, send it again with the same Idempotency-Key.',
  ],
  approval_pending: [
    'The object waits for an approval already, and has one at a time.',
    'The member approvalUuid names it. Wait for its end, or withdraw it.',
  ],
  approval_closed: [
    'The approval has been approved, rejected or withdrawn, or it has expired.',
    'Read it again. Ask for the operation once more if it is still needed.',
  ],
  job_running: [
    'The job is running, and runs of one job do not overlap.',
    'The member workflowId names the run. Wait for its end.',
  ],
  operation_under_way: [
    'A certificate has one order under way at most, and one revocation; another one has not ended yet.',
    'The member operationUuid names it: wait for its end, or call it off.',
  ],
  secret_type_fixed: [
    'A custom attribute of type secret or credential cannot become one of another type, nor the other way round: stored values would be shown, or would have been shown already.',
    'Create another custom attribute of the type that you need.',
  ],
  single_handler: [
    'An alert in compatibility semantics has at most one handler, as in the product that it comes from.',
    'Make a second alert, or convert the alert to native semantics with POST /alerts/{uuid}/convert.',
  ],
  catch_up_undecided: [
    'While a definition was disabled, certificates entered or left a collection that it watches. Enabling it would start an instance for each of these changes.',
    'Send `catchUp: true` to have them handled, or `catchUp: false` to begin with what happens from now on.',
  ],
  first_run_unconfirmed: [
    'The alert begins to report, or to report to somebody or something new, and more items are due already than alerts.firstRunConfirm of the settings says.',
    'Send firstRun: fire reports them, baseline counts them as reported. The member dueItems says how many there are.',
  ],
  conflict: [
    'The request conflicts with the current state; for example, it would remove the last enabled administrator.',
    'The detail says what stands in the way; change that first.',
  ],
  revision_mismatch: [
    'The object has changed since you read it, so If-Match no longer matches.',
    'Read it again, apply your change to the new version and send its ETag.',
  ],
  precondition_required: [
    'A change needs If-Match with the ETag of the object as you read it.',
    'Read the object and send its ETag. The wildcard * is not accepted.',
  ],
  idempotency_in_progress: [
    'A request with the same Idempotency-Key is still in progress.',
    'Wait as long as Retry-After says, then repeat it.',
  ],
  idempotency_mismatch: [
    'The Idempotency-Key was used for another body within the last 24 hours.',
    'Use a new key for a new request.',
  ],
  invalid_condition: [
    'A condition uses an unknown field, an operator that the field does not take, a value of the wrong type or a pattern that RE2 does not support.',
    'The member errors points at each fault. GET /api/v1/events/{code}/fields lists the fields and their operators.',
  ],
  invalid_template: [
    'A template cannot be parsed or uses a filter that is not allowed.',
    'Correct the template where the detail says.',
  ],
  field_not_available: [
    'The condition uses a field that has no value yet at this event, such as the RA profile of a certificate that is being uploaded.',
    'Use a field that GET /api/v1/events/{code}/fields lists as available.',
  ],
  override_not_allowed: [
    'Objects of this kind cannot have a trigger set for this event.',
    'Use the trigger set of the platform, or a kind of object that the event lists in overriddenBy.',
  ],
  trigger_event_mismatch: ['The trigger is for another event than the set.', 'Put it into a set of its own event.'],
  trigger_kind_mismatch: [
    'An ignore trigger is in the list of action triggers, or the other way round.',
    'Put it into the other list.',
  ],
  filter_too_wide: [
    'What you ask for cannot be read from an index within its bound.',
    'Narrow the filter as detail says.',
  ],
  replay_not_possible: [
    'What the firing was about is not there: a rejected upload was never stored, and other objects may have been deleted since.',
    'For a rejected upload, try the triggers on the certificate with POST /triggers/dry-run, or upload it again.',
  ],
  rate_limited: ['You sent more requests in a minute than allowed.', 'Wait as long as Retry-After says.'],
  internal: [
    'Something failed unexpectedly.',
    'Give the request id to an administrator: the log has the cause under that id.',
  ],
  engine_misconfigured: [
    'Temporal or MongoDB answers, but is not set up the way Certloom needs it.',
    'Give the request id to an administrator.',
  ],
  engine_unavailable: [
    'Temporal or MongoDB cannot be reached.',
    'Repeat the request after the time in Retry-After; with an Idempotency-Key this is safe for uploads.',
  ],
  audit_unavailable: [
    'The audit log cannot be written, and nothing is done without it.',
    'Repeat the request after the time in Retry-After.',
  ],
  overloaded: ['Certloom has as much work as it can take on.', 'Repeat the request after the time in Retry-After.'],
  storage_full: [
    'The disk that holds the database, or the data folder of the embedded engines, is full. Everything accepted before is kept.',
    'An administrator must free some space or use a larger disk. Then repeat the request; with an Idempotency-Key this is safe for uploads.',
  ],
  not_in_compat_surface: [
    'The path below /KeyfactorAPI is not among the few calls of Keyfactor Command that are answered here. The call was logged.',
    'docs/compat-api.md lists the calls, and what to use in place of the others. GET /api/v1/compat-usage tells which ones your scripts make.',
  ],
  no_store_adapter: [
    'The call puts a certificate into certificate stores, and nothing here reaches such stores.',
    'Deploy by a renewal handler that replaces files, by a script, or by a webhook to what owns the store.',
  ],
};

/** `/problems` and `/problems/<code>` as plain HTML: static text, no scripts. */
export function problemPages(): Router {
  const pages = new Map(Object.keys(problems).map((code) => [code, problemPage(code as ProblemCode)] as const));
  const index = indexPage();
  const router = Router();
  router.get('/', (_req, res) => void res.type('html').send(index));
  router.get('/:code', (req, res, next) => {
    const found = pages.get(req.params.code);
    if (found === undefined) next();
    else res.type('html').send(found);
  });
  return router;
}

function problemPage(code: ProblemCode): string {
  const { status, title } = problems[code];
  const [meaning, remedy] = explanations[code];
  return htmlPage(
    code,
    `<h1>${escapeHtml(title)}</h1><p><code>${code}</code>, HTTP status ${status}, type <code>urn:certloom:problem:${code}</code></p>` +
      `<h2>What it means</h2><p>${escapeHtml(meaning)}</p><h2>What to do</h2><p>${escapeHtml(remedy)}</p><p><a href="/problems/">All problems</a></p>`,
  );
}

function indexPage(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title }]) =>
      `<li><a href="/problems/${code}"><code>${code}</code></a> (${status}): ${escapeHtml(title)}</li>`,
  );
  return htmlPage('Problems', `<h1>Problems</h1><ul>${rows.join('')}</ul>`);
}

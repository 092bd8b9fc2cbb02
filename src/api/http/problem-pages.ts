import { Router } from 'express';
import type { ProblemCode } from '../../domain/problem';
import { problems } from './problems';

/** For each code: what it means, and what the caller can do. */
export const explanations: Readonly<Record<ProblemCode, readonly [meaning: string, remedy: string]>> = {
  invalid_request: [
    'The request is not readable: the body is no JSON object or array, is empty where one is needed, or the path or a header is malformed.',
    'Send valid UTF-8 JSON, and percent-encode the path.',
  ],
  invalid_base64: [
    'The field that must hold base64 holds something else.',
    'Encode with the standard alphabet (RFC 4648, section 4), or send the certificate as PEM text or as a raw body.',
  ],
  payload_too_large: [
    'The body has more bytes, or a bundle more certificates, than the settings allow.',
    'Split the request. An administrator can look at the upload limits in the settings.',
  ],
  unsupported_media_type: [
    'The content type is not one that the path takes, or the body is compressed.',
    'Use a content type of the API description, without Content-Encoding.',
  ],
  not_a_certificate: [
    'The content is not exactly one X.509 certificate where one is expected; bytes after it count as a fault, too.',
    'Send the DER bytes of the certificate, PEM, or PKCS #7, and nothing else.',
  ],
  unsupported_format: [
    'The content is a PKCS #12 file, a certification request, a revocation list or an unknown PEM block.',
    'Extract the certificates and send those.',
  ],
  private_key_refused: [
    'There is a private key in the body. It was neither stored nor logged.',
    'Send the certificate only. Treat a key that was sent to the wrong place as compromised.',
  ],
  invalid_custom_attributes: [
    'A custom attribute is unknown, read-only, not meant for this resource, or its value is of the wrong type or not among the options.',
    'The member errors points at each one. Compare with GET /api/v1/custom-attributes.',
  ],
  certificate_duplicate: [
    'A certificate with the same SHA-256 fingerprint is in the inventory. Nothing fired and nothing was stored.',
    'Use the stored certificate. Its uuid is named when the caller may read it.',
  ],
  upload_in_progress: [
    'Another upload of the same certificate is being processed.',
    'Wait for its outcome; if it is rejected, the certificate may be uploaded again.',
  ],
  certificate_ignored: [
    'An ignore trigger of the event certificate_uploaded matched. The certificate is not in the inventory and no detail of it was kept.',
    'The triggers are named. An administrator can change them, then the upload may be repeated.',
  ],
  forbidden: [
    'The caller is known but lacks a permission, or asks for more than it may give.',
    'Ask an administrator for a role that has the permission named in the detail.',
  ],
  validation_failed: [
    'The request is readable, but a field is unknown, missing, out of bounds or in a wrong combination.',
    'The member errors names each fault with a JSON Pointer: into the body, /query/<name> or /path/<name>.',
  ],
  unauthenticated: [
    'There is no API key, or it is not known, expired or revoked, or its user is disabled.',
    'Send Authorization: Bearer <key> or X-API-Key: <key>.',
  ],
  not_found: ['Nothing is at this path, or the caller may not know about it.', 'Check the identifier and the path.'],
  method_not_allowed: ['The path exists, but not with this method.', 'The Allow header lists the methods.'],
  name_taken: ['Another object of this kind has the name.', 'Choose another name, or change the other object.'],
  in_use: [
    'Other objects refer to this one, so that it cannot be deleted.',
    'The member usedBy lists them. Remove the references first.',
  ],
  invalid_state: [
    'The object is in a state that does not allow the operation.',
    'Read the object again and decide from its state.',
  ],
  conflict: [
    'The request clashes with the present state, for example it would remove the last enabled administrator.',
    'Read the detail; change the state first.',
  ],
  revision_mismatch: [
    'The object was changed after it was read, so that If-Match no longer fits.',
    'Read it again, apply the change to the new version and send the new ETag.',
  ],
  precondition_required: [
    'Changes need If-Match with the ETag of the object as it was read.',
    'Read the object and send its ETag. The wildcard * is not accepted.',
  ],
  idempotency_in_progress: [
    'A request with the same Idempotency-Key is still at work.',
    'Wait as Retry-After says and repeat it.',
  ],
  idempotency_mismatch: [
    'The Idempotency-Key was used within 24 hours for another body.',
    'Use a new key for a new request.',
  ],
  invalid_condition: [
    'A condition names an unknown field, an operator that does not fit, a value of the wrong type, or a pattern outside RE2.',
    'The member errors points at each leaf. GET /api/v1/events/{code}/fields lists fields and operators.',
  ],
  invalid_template: [
    'A text template cannot be parsed or uses a filter that is not allowed.',
    'Correct the template at the place named in the detail.',
  ],
  field_not_available: [
    'The condition uses a field that does not exist yet at this event, such as the RA profile of a certificate that is being uploaded.',
    'Use a field that GET /api/v1/events/{code}/fields marks as available.',
  ],
  override_not_allowed: [
    'Triggers of this event cannot be set on this kind of object.',
    'Use the platform set, or an overriding resource of the event.',
  ],
  trigger_event_mismatch: [
    'The trigger was written for another event than the set.',
    'Attach it to a set of its own event.',
  ],
  trigger_kind_mismatch: [
    'An ignore trigger stands among the action triggers, or the reverse.',
    'Put it into the other list.',
  ],
  rate_limited: ['The caller sent more requests in a minute than its budget.', 'Wait as Retry-After says.'],
  internal: [
    'Something failed that should not have.',
    'Give the request id to an administrator: the log has the cause under it.',
  ],
  engine_misconfigured: [
    'Temporal or MongoDB answers, but is not set up as Certloom needs it.',
    'Give the request id to an administrator.',
  ],
  engine_unavailable: [
    'Temporal or MongoDB cannot be reached.',
    'Repeat the request as Retry-After says; with an Idempotency-Key that is safe for uploads.',
  ],
  audit_unavailable: [
    'The audit log cannot be written. Nothing is carried out without it.',
    'Repeat the request as Retry-After says.',
  ],
  overloaded: ['The service has as much work as it takes on.', 'Repeat the request as Retry-After says.'],
  storage_full: [
    'The disk that the database, or the data folder of the embedded engines, lies on has no room left. What was accepted before is kept.',
    'An administrator has to free some space or use a larger disk. Then repeat the request; with an Idempotency-Key that is safe for uploads.',
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
  return html(
    code,
    `<h1>${escape(title)}</h1><p><code>${code}</code>, HTTP status ${status}, type <code>urn:certloom:problem:${code}</code></p>` +
      `<h2>What it means</h2><p>${escape(meaning)}</p><h2>What to do</h2><p>${escape(remedy)}</p><p><a href="/problems/">All problems</a></p>`,
  );
}

function indexPage(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title }]) =>
      `<li><a href="/problems/${code}"><code>${code}</code></a> (${status}): ${escape(title)}</li>`,
  );
  return html('Problems', `<h1>Problems</h1><ul>${rows.join('')}</ul>`);
}

function html(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head><body>${body}</body></html>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

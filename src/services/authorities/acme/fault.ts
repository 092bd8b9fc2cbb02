import { AuthorityFault, isObject, oneLine } from '../authority-fault';

/** What an authority says is wrong (RFC 7807), as far as it says anything. */
export interface AcmeProblem {
  /** The last part of `urn:ietf:params:acme:error:…`; other types as they are; empty without one. */
  readonly type: string;
  readonly detail: string;
}

const prefix = 'urn:ietf:params:acme:error:';

/** Types of RFC 8555, section 6.7, and of later RFCs, by the codes that people get. */
const codes: Readonly<Record<string, string>> = {
  accountDoesNotExist: 'account_unknown',
  alreadyReplaced: 'already_replaced',
  alreadyRevoked: 'already_revoked',
  badCSR: 'request_refused',
  badPublicKey: 'key_refused',
  badRevocationReason: 'revocation_reason_refused',
  badSignatureAlgorithm: 'key_refused',
  caa: 'caa_forbids',
  connection: 'names_not_confirmed',
  dns: 'names_not_confirmed',
  externalAccountRequired: 'account_binding_required',
  incorrectResponse: 'names_not_confirmed',
  invalidContact: 'contact_refused',
  invalidProfile: 'profile_unknown',
  orderNotReady: 'order_not_ready',
  rejectedIdentifier: 'names_refused',
  tls: 'names_not_confirmed',
  unauthorized: 'unauthorized',
  unsupportedContact: 'contact_refused',
  unsupportedIdentifier: 'names_refused',
  userActionRequired: 'terms_not_agreed',
};

/** Of any JSON value. Texts of authorities are one line and bounded. */
export function problemOf(body: unknown): AcmeProblem {
  const { type, detail, subproblems } = isObject(body) ? body : {};
  const parts = Array.isArray(subproblems) ? subproblems.slice(0, 3).map((one) => problemOf(one).detail) : [];
  const words = [typeof detail === 'string' ? oneLine(detail, 400) : '', ...parts]
    .filter((part) => part !== '')
    .join('; ');
  const name = typeof type === 'string' ? type : '';
  return {
    type: oneLine(name.startsWith(prefix) ? name.slice(prefix.length) : name, 100),
    detail: oneLine(words, 400),
  };
}

/** Our code of what is wrong. */
export function codeOf({ type }: AcmeProblem): string {
  return codes[type] ?? 'refused_by_authority';
}

/** What is wrong in words, in the authority's own. */
export function wordsOf({ type, detail }: AcmeProblem, status?: number): string {
  const what = detail === '' ? 'no reason given' : detail;
  const label = [type, status === undefined ? '' : `status ${status}`].filter((part) => part !== '').join(', ');
  return label === '' ? what : `${what} (${label})`;
}

/** Of an answer that is no success: 5xx and rate limits pass, all else is final. */
export function faultOfAnswer(
  what: string,
  status: number,
  body: unknown,
  retryAfterMs: number | null,
): AuthorityFault {
  const problem = problemOf(body);
  const passes = status >= 500 || status === 408 || status === 429 || passing.has(problem.type);
  const code = status === 429 || problem.type === 'rateLimited' ? 'rate_limited' : codeOf(problem);
  return new AuthorityFault(
    passes && code !== 'rate_limited' ? 'authority_failed' : code,
    `The authority did not ${what}: ${wordsOf(problem, status)}.`,
    !passes,
    { type: problem.type, status, retryAfterMs },
  );
}

/** An order that is not ready has moved on, or will. */
const passing = new Set(['rateLimited', 'serverInternal', 'badNonce', 'orderNotReady']);

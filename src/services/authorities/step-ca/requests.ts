import { AuthorityFault, isObject, oneLine } from '../authority-fault';
import type { AuthorityAnswer, AuthorityExchange } from '../transport';

/** One request to the server. */
export interface StepCaRequest {
  /** For people, after "The authority did not". */
  readonly what: string;
  readonly method: 'GET' | 'POST';
  /** Below the address of the server. */
  readonly path: string;
  readonly body?: object;
}

export type StepCaRequests = ReturnType<typeof createStepCaRequests>;

/** `more.type` of a fault that the server itself has told, in its own form: what it was asked for did not happen. */
export const toldByServer = 'told';

/** Requests to step-ca's API. Answers success only; every other answer is thrown as an `AuthorityFault`. */
export function createStepCaRequests(exchange: AuthorityExchange) {
  return async function ask(url: string, { what, method, path, body }: StepCaRequest): Promise<AuthorityAnswer> {
    const answer = await exchange(method, `${new URL(url).origin}${path}`, body ?? null);
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw faultOf(what, answer);
  };
}

/** Codes that people get. */
const codes: Readonly<Record<number, string>> = { 400: 'request_refused', 401: 'unauthorized' };

/** 5xx passes, all else is final. */
function faultOf(what: string, { status, json, retryAfterMs }: AuthorityAnswer): AuthorityFault {
  const { message } = isObject(json) ? json : {};
  const isTold = typeof message === 'string';
  const words = isTold ? oneLine(message, 400) : 'no reason given';
  const passes = status >= 500 || status === 408 || status === 429;
  return new AuthorityFault(
    passes ? 'authority_failed' : (codes[status] ?? 'refused_by_authority'),
    `The authority did not ${what}: ${words} (status ${status}).`,
    !passes,
    { status, retryAfterMs, ...(isTold ? { type: toldByServer } : {}) },
  );
}

import type { KeyObject } from 'node:crypto';
import type { AcmeDirectory } from './directory';
import { AuthorityFault } from '../authority-fault';
import { faultOfAnswer, problemOf } from './fault';
import { signRequest } from './jws';
import type { AuthorityAnswer, AuthorityExchange } from '../transport';

/** Who signs. */
export interface Signatory {
  readonly key: KeyObject;
  /** Null: the account is not known yet. */
  readonly accountUrl: string | null;
}

/** One signed request. */
export interface SignedRequest {
  /** For people, after "The authority did not". */
  readonly what: string;
  readonly url: string;
  /** Null: POST-as-GET. */
  readonly payload: object | null;
  readonly accept?: string;
}

/** A nonce that is refused was not looked behind: that request is made anew, and no other one is. */
const mostNonces = 10;
const mostKept = 20;

/** Signed requests with the nonces of one authority after another. */
export function createAcmeRequests(exchange: AuthorityExchange) {
  const kept = new Map<string, string[]>();

  function keep({ newNonce }: AcmeDirectory, { nonce }: AuthorityAnswer): void {
    if (nonce === null) return;
    const nonces = kept.get(newNonce) ?? [];
    kept.set(newNonce, [...nonces, nonce].slice(-mostKept));
  }

  async function nonceOf({ newNonce }: AcmeDirectory): Promise<string> {
    const nonce = kept.get(newNonce)?.pop();
    if (nonce !== undefined) return nonce;
    const answer = await exchange('HEAD', newNonce);
    if (answer.nonce !== null) return answer.nonce;
    if (answer.status >= 400) throw faultOfAnswer('give a nonce', answer.status, answer.json, answer.retryAfterMs);
    throw new AuthorityFault('not_an_acme_server', 'The authority gives no nonces.', true);
  }

  /** Answers success only; every other answer is thrown. */
  async function post(
    directory: AcmeDirectory,
    { key, accountUrl }: Signatory,
    { what, url, payload, accept }: SignedRequest,
  ): Promise<AuthorityAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const nonce = await nonceOf(directory);
      const answer = await exchange('POST', url, signRequest(key, { url, nonce, accountUrl }, payload), accept);
      keep(directory, answer);
      if (answer.status >= 200 && answer.status < 300) return answer;
      if (attempt < mostNonces && answer.status === 400 && problemOf(answer.json).type === 'badNonce') continue;
      throw faultOfAnswer(what, answer.status, answer.json, answer.retryAfterMs);
    }
  }

  return { post };
}

export type AcmeRequests = ReturnType<typeof createAcmeRequests>;

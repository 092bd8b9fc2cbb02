import type { HttpFetcher, FetchedAnswer } from '../../outbound/http-fetcher';
import { retryAfterMs } from '../../outbound/retry-after';
import { AuthorityFault } from './authority-fault';

/** An answer of an authority. */
export interface AuthorityAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** The body where it is JSON; null otherwise. */
  readonly json: unknown;
  readonly location: string | null;
  readonly nonce: string | null;
  /** Where the next part of a list is (`Link` with `rel="next"`). */
  readonly next: string | null;
  /** What `Retry-After` asks for, unbounded. */
  readonly retryAfterMs: number | null;
}

export interface AuthorityTransportDeps {
  readonly fetcher: Pick<HttpFetcher, 'fetch'>;
  /** Of what is sent. */
  readonly contentType: string;
  readonly now: () => Date;
}

/** More than any directory, order with a thousand names, or chain has. */
const mostBytes = 1024 * 1024;

/** One exchange with an authority. Whatever brings no answer is thrown as a fault; an answer of any status is one. */
export function createAuthorityTransport({ fetcher, contentType, now }: AuthorityTransportDeps) {
  return async function exchange(
    method: 'GET' | 'HEAD' | 'POST',
    url: string,
    body: object | null = null,
    accept = 'application/json',
  ): Promise<AuthorityAnswer> {
    const outcome = await fetcher.fetch(url, {
      method,
      maxBytes: mostBytes,
      headers: { accept, ...(body === null ? {} : { 'content-type': contentType }) },
      ...(body === null ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
    if (outcome.kind === 'refused') throw new AuthorityFault(outcome.code, outcome.detail, true);
    if (outcome.kind === 'failed') {
      const { host } = new URL(url);
      throw new AuthorityFault('authority_unreachable', `The authority at ${host} ${outcome.reason}.`, false);
    }
    return answerOf(outcome, now());
  };
}

export type AuthorityExchange = ReturnType<typeof createAuthorityTransport>;

function answerOf({ status, headers, body }: FetchedAnswer, now: Date): AuthorityAnswer {
  const one = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : (value?.[0] ?? null);
  };
  const wait = one('retry-after');
  return {
    status,
    body,
    json: jsonOf(body),
    location: one('location'),
    nonce: one('replay-nonce'),
    next: nextOf(headers['link']),
    retryAfterMs: wait === null ? null : retryAfterMs(wait, now.getTime()),
  };
}

/** RFC 8288, as far as lists of orders have it (RFC 8555, section 7.1.2.1). */
function nextOf(link: string | readonly string[] | undefined): string | null {
  const links = [link ?? []].flat().join(', ');
  return /<([^<>]{1,2000})>\s*;\s*rel="?next"?/.exec(links)?.[1] ?? null;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

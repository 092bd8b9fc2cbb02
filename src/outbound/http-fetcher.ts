import { request, type Dispatcher } from 'undici';
import { createGuardedAgent, noAnswerOf, tooLate, type GuardedAgentOptions, type NoAnswer } from './guarded-agent';

export interface FetchRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A longer body is `answer_too_long`, and the rest of it is not read. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface FetchedAnswer {
  readonly kind: 'answered';
  /** Any status; 3xx too, because nothing is redirected. */
  readonly status: number;
  /** By names in lower case; what occurs several times is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export type FetchOutcome = FetchedAnswer | NoAnswer;

export interface HttpFetcher {
  fetch(url: string, wanted: FetchRequest): Promise<FetchOutcome>;
  close(): Promise<void>;
}

export interface HttpFetcherOptions extends GuardedAgentOptions {
  /** Whole exchange. */
  readonly totalMs: number;
}

/** What other services hand out, from guarded addresses: no redirects, bounded in time and bytes. Never sends twice. */
export function createHttpFetcher(options: HttpFetcherOptions): HttpFetcher {
  const { guard, totalMs } = options;
  const agent = createGuardedAgent(options);
  return {
    async fetch(url, { method = 'GET', headers, body, maxBytes, signal }) {
      const limit = AbortSignal.timeout(totalMs);
      try {
        const answer = await request(guard.checkUrl(url), {
          method,
          dispatcher: agent,
          headers: { 'user-agent': 'certloom', ...headers },
          ...(body === undefined ? {} : { body }),
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        });
        const read = await readUpTo(answer.body, maxBytes);
        if (read === null) return tooLong(maxBytes);
        return { kind: 'answered', status: answer.statusCode, headers: answer.headers, body: read };
      } catch (error) {
        signal?.throwIfAborted();
        return limit.aborted ? tooLate : noAnswerOf(error);
      }
    },
    close: () => agent.close(),
  };
}

/** Null when it is longer; leaving the loop ends the connection. */
async function readUpTo(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(maxBytes: number): NoAnswer {
  return { kind: 'failed', code: 'answer_too_long', reason: `sends more than ${maxBytes} bytes` };
}

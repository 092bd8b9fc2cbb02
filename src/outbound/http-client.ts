import { request, type Dispatcher } from 'undici';
import { cutText, visibleText } from '../domain/notifications/visible-text';
import { createGuardedAgent, noAnswerOf, tooLate, type NoAnswer } from './guarded-agent';
import type { OutboundGuard } from './outbound-guard';
import type { ProxyOptions } from './proxy';
import { retryAfterMs } from './retry-after';
import type { Authorities } from './trust';

export interface HttpAnswer {
  readonly status: number;
  /** Out of `Retry-After`, seconds or a date (RFC 9110, section 10.2.3); null without one. */
  readonly retryAfterMs: number | null;
  /** Only when `peek` was asked for: the start of the answer's body, visible characters on one line. */
  readonly said?: string;
}

export interface PostOptions {
  /** Reads the start of the answer's body, for receivers whose reasons stand there. */
  readonly peek?: boolean;
}

export type HttpOutcome = { readonly kind: 'answered'; readonly answer: HttpAnswer } | NoAnswer;

export interface HttpSender {
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
    options?: PostOptions,
  ): Promise<HttpOutcome>;
  close(): Promise<void>;
}

export interface HttpSenderOptions {
  readonly guard: OutboundGuard;
  /** Whole exchange. */
  readonly timeoutMs?: number;
  /** In place of the runtime's trust anchors. */
  readonly ca?: Authorities;
  /** Undefined: every receiver is reached directly. */
  readonly proxy?: ProxyOptions;
  readonly now?: () => number;
}

/** Bytes of an answer that are read before the connection is dropped; nothing in it is used. */
const answerLimit = 16_384;
/** Bytes of an answer that are looked at, and characters of it that are kept. */
const peekLimits = { bytes: 2_048, characters: 300 } as const;

/** POSTs to guarded addresses: no redirects, one time limit for all, the answer's body thrown away unless peeked at. */
export function createHttpSender(options: HttpSenderOptions): HttpSender {
  const { guard, timeoutMs = 15_000, now = Date.now } = options;
  const connectMs = Math.min(timeoutMs, 10_000);
  const agent = createGuardedAgent({ ...options, connectMs, silenceMs: timeoutMs });
  return {
    async post(url, headers, body, signal, options = {}) {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const target = guard.checkUrl(url);
        const {
          statusCode,
          headers: answered,
          body: answer,
        } = await request(target, {
          method: 'POST',
          dispatcher: agent,
          headers: { 'user-agent': 'certloom', ...headers },
          body,
          signal: AbortSignal.any([signal, limit]),
        });
        const known = { status: statusCode, retryAfterMs: askedFor(answered['retry-after'], now()) };
        if (options.peek === true) {
          return { kind: 'answered', answer: { ...known, said: await startOf(answer) } };
        }
        await answer.dump({ limit: answerLimit }).catch(() => undefined);
        return { kind: 'answered', answer: known };
      } catch (error) {
        signal.throwIfAborted();
        return limit.aborted ? tooLate : noAnswerOf(error);
      }
    },
    close: () => agent.close(),
  };
}

/** The status is known already, so a body that breaks off counts with what came of it. */
async function startOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= peekLimits.bytes) break;
    }
  } catch {
    // What came until then is enough.
  }
  const text = Buffer.concat(chunks).subarray(0, peekLimits.bytes).toString('utf8');
  return cutText(visibleText(text.replace(/\s+/g, ' ').trim()), peekLimits.characters);
}

function askedFor(header: string | string[] | undefined, now: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  return text === undefined ? null : retryAfterMs(text, now);
}

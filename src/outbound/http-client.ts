import { Agent, request, type Dispatcher } from 'undici';
import { cutText, visibleText } from '../domain/notifications/visible-text';
import { OutboundRefused, type OutboundGuard } from './outbound-guard';

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

export type HttpOutcome =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | { readonly kind: 'failed'; readonly code: string };

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
  /** PEM, in place of the runtime's trust anchors. */
  readonly ca?: string;
  readonly now?: () => number;
}

/** Bytes of an answer that are read before the connection is dropped; nothing in it is used. */
const answerLimit = 16_384;
/** Bytes of an answer that are looked at, and characters of it that are kept. */
const peekLimits = { bytes: 2_048, characters: 300 } as const;

/** POSTs to guarded addresses: no redirects, one time limit for all, the answer's body thrown away unless peeked at. */
export function createHttpSender({ guard, timeoutMs = 15_000, ca, now = Date.now }: HttpSenderOptions): HttpSender {
  const agent = new Agent({
    connect: { lookup: guard.lookup, timeout: Math.min(timeoutMs, 10_000), ...(ca === undefined ? {} : { ca }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 5_000,
    maxResponseSize: -1,
  });
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
        const known = { status: statusCode, retryAfterMs: retryAfter(answered['retry-after'], now()) };
        if (options.peek === true) {
          return { kind: 'answered', answer: { ...known, said: await startOf(answer) } };
        }
        await answer.dump({ limit: answerLimit }).catch(() => undefined);
        return { kind: 'answered', answer: known };
      } catch (error) {
        signal.throwIfAborted();
        return limit.aborted ? { kind: 'failed', code: 'timeout' } : outcomeOf(error);
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

function outcomeOf(error: unknown): HttpOutcome {
  const refused = [error, ...causesOf(error)].find((cause) => cause instanceof OutboundRefused);
  if (refused !== undefined) return { kind: 'refused', code: refused.code, detail: refused.message };
  const code = codeOf(error);
  if (code === 'ETIMEDOUT' || code.includes('TIMEOUT')) return { kind: 'failed', code: 'timeout' };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { kind: 'failed', code: 'name_not_resolved' };
  return { kind: 'failed', code: tlsCode.test(code) ? 'tls_failed' : 'connection_failed' };
}

/** OpenSSL's and Node's names for a certificate that is not accepted, or a peer that does not speak TLS. */
const tlsCode = /^ERR_(?:TLS|SSL)|^EPROTO$|CERT|SIGNED/;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Several addresses of one name fail together, as one error that holds the others. */
function causesOf(error: unknown): readonly unknown[] {
  if (typeof error !== 'object' || error === null) return [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  return 'cause' in error ? [...inner, error.cause] : inner;
}

function retryAfter(header: string | string[] | undefined, now: number): number | null {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === '') return null;
  if (/^\d{1,7}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

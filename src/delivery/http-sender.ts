import { Agent, request } from 'undici';
import { OutboundRefused, type OutboundGuard } from './guard';

export interface HttpAnswer {
  readonly status: number;
  /** Out of `Retry-After`, seconds or a date (RFC 9110, section 10.2.3); null without one. */
  readonly retryAfterMs: number | null;
}

export type HttpOutcome =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | { readonly kind: 'failed'; readonly code: string };

export interface HttpSender {
  post(url: string, headers: Readonly<Record<string, string>>, body: Buffer, signal: AbortSignal): Promise<HttpOutcome>;
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

/** POSTs to guarded addresses: no redirects, one time limit for all, the answer's body thrown away. */
export function createHttpSender({ guard, timeoutMs = 15_000, ca, now = Date.now }: HttpSenderOptions): HttpSender {
  const agent = new Agent({
    connect: { lookup: guard.lookup, timeout: Math.min(timeoutMs, 10_000), ...(ca === undefined ? {} : { ca }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 5_000,
    maxResponseSize: -1,
  });
  return {
    async post(url, headers, body, signal) {
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
        await answer.dump({ limit: answerLimit }).catch(() => undefined);
        return {
          kind: 'answered',
          answer: { status: statusCode, retryAfterMs: retryAfter(answered['retry-after'], now()) },
        };
      } catch (error) {
        signal.throwIfAborted();
        return limit.aborted ? { kind: 'failed', code: 'timeout' } : outcomeOf(error);
      }
    },
    close: () => agent.close(),
  };
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

import { Agent, buildConnector } from 'undici';
import { connectionFaultOf } from './connection-fault';
import { OutboundRefused, type OutboundGuard } from './outbound-guard';
import { createTunnelConnector, ProxyFault, type ProxyOptions } from './proxy';
import { trustIn, type Authorities } from './trust';

export interface GuardedAgentOptions {
  readonly guard: OutboundGuard;
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Until the answer begins, and between two pieces of its body. */
  readonly silenceMs: number;
  /** In place of the runtime's trust anchors. */
  readonly ca?: Authorities;
  /** Undefined: every receiver is reached directly. */
  readonly proxy?: ProxyOptions;
}

/** Connections of HTTP clients: each address is looked up once, judged by the guard, and that one is connected to. */
export function createGuardedAgent({ guard, connectMs, silenceMs, ca, proxy }: GuardedAgentOptions): Agent {
  const secure = ca === undefined ? {} : { secureContext: trustIn(ca) };
  const direct = buildConnector({ lookup: guard.lookup, timeout: connectMs, ...secure });
  return new Agent({
    connect:
      proxy === undefined ? direct : createTunnelConnector(proxy, { guard, direct, timeoutMs: connectMs, ...secure }),
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    keepAliveTimeout: 5_000,
    maxResponseSize: -1,
  });
}

/** An exchange that brought no answer. */
export type NoAnswer =
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** `reason` is what the other side does, to follow its name in a sentence. */
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string };

export const tooLate: NoAnswer = { kind: 'failed', code: 'timeout', reason: 'did not answer in time' };

/** What an error of an exchange says, in our codes. */
export function noAnswerOf(error: unknown): NoAnswer {
  const inner = [error, ...causesOf(error)];
  const refused = inner.find((cause) => cause instanceof OutboundRefused);
  if (refused !== undefined) return { kind: 'refused', code: refused.code, detail: refused.message };
  const proxy = inner.find((cause) => cause instanceof ProxyFault);
  if (proxy !== undefined) {
    const reason = `was not reached: the proxy ${proxy.proxy} ${proxy.reason}`;
    return { kind: 'failed', code: 'proxy_failed', reason };
  }
  const { code, reason } = connectionFaultOf(error);
  return { kind: 'failed', code, reason };
}

/** Several addresses of one name fail together, as one error that holds the others. */
function causesOf(error: unknown): readonly unknown[] {
  if (typeof error !== 'object' || error === null) return [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  return 'cause' in error ? [...inner, error.cause] : inner;
}

import type { ChangeKind } from './change';
import type { Topic } from './topics';

/** Why a stream ends, as its listener is told. */
export const endReasons = ['stopping', 'rights_changed', 'signed_out', 'failed'] as const;
export type EndReason = (typeof endReasons)[number];

/** What a stream says, by the name of the event. */
export interface LiveEvents {
  /** First of all: what is told on this stream. */
  readonly ready: { readonly topics: readonly Topic[] };
  readonly change: {
    readonly topic: Topic;
    readonly kind: ChangeKind;
    readonly ids?: readonly string[];
    readonly count: number;
  };
  /** What the listener missed is not known: everything is to be read again. */
  readonly reload: { readonly reason: 'too_old' | 'unknown' };
  readonly end: { readonly reason: EndReason };
}

/** The first bytes, so that proxies and listeners see that the stream is open. */
export const opening = ': Certloom\n\n';

/**
 * One event (HTML Living Standard, section 9.2.6). The id is a decimal number; where none is given the listener's
 * position stays where it was.
 */
export function eventFrame<N extends keyof LiveEvents>(name: N, data: LiveEvents[N], id?: number): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/** Moves the listener's position without an event, and keeps proxies and clients from giving up. */
export function heartbeat(id: number): string {
  return `id: ${id}\n\n`;
}

/** Milliseconds after which a listener comes back: different for each, so that not all come at once. */
export function retryFrame(random: number): string {
  return `retry: ${1_000 + Math.floor(random * 9_000)}\n\n`;
}

/** The position in a text from outside; undefined for what never was one. */
export function parsePosition(text: string): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

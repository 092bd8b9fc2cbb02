import type { OrderState } from '../../../domain/authorities/authority';

/** What is remembered of an order between two steps. */
export interface AcmeOrderState {
  readonly orderUrl: string | null;
  /** False once the authority did not take the order as a replacement. */
  readonly asReplacement: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finalizedAt: number | null;
  /** Which challenges were answered, as `markOf` says. */
  readonly answered: readonly string[];
  /** How often failed ones were answered again. */
  readonly repeats: number;
}

export function firstState(now: Date): AcmeOrderState {
  return {
    ...{ orderUrl: null, asReplacement: true, startedAt: now.getTime(), finalizedAt: null },
    ...{ answered: [], repeats: 0 },
  };
}

export function toStored({ answered, ...state }: AcmeOrderState): OrderState {
  return { ...state, answered: answered.join(' ') };
}

/** @param now when nothing is stored yet */
export function fromStored(state: OrderState | null, now: Date): AcmeOrderState {
  const first = firstState(now);
  if (state === null) return first;
  const { orderUrl, asReplacement, startedAt, finalizedAt, answered, repeats } = state;
  return {
    orderUrl: typeof orderUrl === 'string' ? orderUrl : null,
    asReplacement: asReplacement !== false,
    startedAt: typeof startedAt === 'number' ? startedAt : first.startedAt,
    finalizedAt: typeof finalizedAt === 'number' ? finalizedAt : null,
    answered: typeof answered === 'string' && answered !== '' ? answered.split(' ') : [],
    repeats: typeof repeats === 'number' ? repeats : 0,
  };
}

const leastWaitMs = 500;
const mostWaitMs = 3_600_000;

/** When to look again: as the authority asks, within bounds; without a word of it, the later the longer it takes. */
export function waitMs(retryAfterMs: number | null, sinceMs: number): number {
  const own = sinceMs < 10_000 ? leastWaitMs : sinceMs < 120_000 ? 2_000 : 15_000;
  return Math.min(mostWaitMs, Math.max(leastWaitMs, retryAfterMs ?? own));
}

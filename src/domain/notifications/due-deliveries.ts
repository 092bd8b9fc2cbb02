/** Deliveries of a firing by whether they have work now. */
export interface DueDeliveries {
  readonly due: readonly string[];
  /** Held, or waiting for the next attempt. */
  readonly later: number;
  /** Milliseconds since 1970 at which the first of these has work; infinite without any. */
  readonly nextAt: number;
}

/** `at` is when a delivery has work; null: at once. */
export function dueDeliveries(
  moments: readonly { readonly id: string; readonly at: Date | null }[],
  now: Date,
): DueDeliveries {
  const later = moments.flatMap(({ at }) => (at !== null && at > now ? [at.getTime()] : []));
  return {
    due: moments.filter(({ at }) => at === null || at <= now).map(({ id }) => id),
    later: later.length,
    nextAt: later.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY),
  };
}

const leastWaitMs = 1_000;
/** When nothing tells how long: somebody else is at work on them. */
const blindWaitMs = 10_000;

/** How long to wait for the next round; 0 when nothing is open. */
export function waitUntilNext(open: number, nextAt: number, now: Date): number {
  if (open === 0) return 0;
  return Math.max(leastWaitMs, Number.isFinite(nextAt) ? nextAt - now.getTime() : blindWaitMs);
}

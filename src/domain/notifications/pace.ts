/** How fast a failed delivery is repeated, and when it is given up. Milliseconds. */
export interface DeliveryPace {
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
  readonly giveUpMs: number;
}

/** 10 s, doubling, at most 15 min apart, for 24 h. */
export const defaultPace: DeliveryPace = {
  initialMs: 10_000,
  factor: 2,
  maxMs: 15 * 60_000,
  giveUpMs: 24 * 3_600_000,
};

/**
 * When the next attempt is due, or null when it is time to give up.
 * @param failures attempts that failed so far, the present one included
 * @param retryAfterMs what the receiver asked for; it never shortens the pace, and one beyond `giveUpAt` leaves one
 *   last attempt at that moment
 * @param spread 0..1, adds up to a tenth so that many failed deliveries do not return in one wave
 */
export function nextAttemptAt(
  pace: DeliveryPace,
  failures: number,
  now: Date,
  giveUpAt: Date,
  retryAfterMs: number | null,
  spread = 0,
): Date | null {
  const step = Math.min(pace.maxMs, pace.initialMs * pace.factor ** Math.min(Math.max(failures, 1) - 1, 30));
  const jittered = Math.min(pace.maxMs, step * (1 + spread / 10));
  const asked = now.getTime() + (retryAfterMs ?? 0);
  const at = Math.max(now.getTime() + jittered, asked);
  if (at <= giveUpAt.getTime()) return new Date(Math.round(at));
  // The receiver said when it will listen, and that is too late: whether it meant it is worth one try.
  return asked > giveUpAt.getTime() && now < giveUpAt ? giveUpAt : null;
}

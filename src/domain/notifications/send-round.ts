import { isFinal, nextWorkAt, type Delivery } from './delivery';
import type { DeliveryStatus } from './profile';

/** How deliveries stand after a round of sending. */
export interface SendRound {
  /** Deliveries that are not in a final state. */
  readonly open: number;
  /** RFC 3339; the earliest moment at which another round has work, null when nothing is open. */
  readonly nextAttemptAt: string | null;
  readonly finished: readonly { readonly id: string; readonly status: DeliveryStatus }[];
}

export function roundOf(rows: readonly Delivery[]): SendRound {
  const open = rows.filter(({ status }) => !isFinal(status));
  const moments = open.flatMap((row) => nextWorkAt(row)?.getTime() ?? []);
  return {
    open: open.length,
    nextAttemptAt: moments.length === 0 ? null : new Date(Math.min(...moments)).toISOString(),
    finished: rows.filter(({ status }) => isFinal(status)).map(({ id, status }) => ({ id, status })),
  };
}

import type { EventCode } from '../../domain/events/catalogue';
import type { ReplayOptions } from '../../domain/firings/replay-options';

/** One firing that is to be done again: ids, a moment and options only. */
export interface ReplayRequest extends ReplayOptions {
  /** Part of the occurrence key, so that the same request is one firing. */
  readonly replayId: string;
  readonly event: EventCode;
  /** The firing id of the original. */
  readonly original: string;
  /** The clock of the replay, RFC 3339. */
  readonly at: string;
  /** uuid of the user who asked. */
  readonly user: string;
}

export interface ReplaySummary {
  readonly firingId: string;
  readonly outcome: string;
}

/** `replay of a firing, performed`. */
export function replayInWords({ outcome }: Pick<ReplaySummary, 'outcome'>): string {
  return `replay of a firing, ${outcome}`;
}

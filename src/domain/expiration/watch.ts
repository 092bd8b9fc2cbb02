import type { StreamState } from '../notifications/streams';
import type { Quiet } from './quiet';

/** Somebody has taken care: repeats of this cycle stop (until a moment, if one is given). */
export interface Acknowledgement {
  readonly by: { readonly uuid: string | null; readonly name: string };
  readonly at: Date;
  readonly comment: string | null;
  /** Notices go on from here; null: not in this cycle. */
  readonly until: Date | null;
}

/**
 * What is remembered of a certificate between two scans: the firing that uneventful ones are folded into, and the
 * notice streams of the present cycle. A cycle ends when a valid replacement appears.
 */
export interface ExpirationWatch {
  readonly certificate: string;
  /** From 1. */
  readonly cycle: number;
  /** The last firing that was recorded; null in a cycle that has none yet. */
  readonly firingId: string | null;
  /** What that firing came to; see `resultKeyOf`. */
  readonly resultKey: string | null;
  /** Start of the hour in which it was last due; null before the first. */
  readonly slot: Date | null;
  /** Firings folded into `firingId`, itself included. */
  readonly repeatCount: number;
  readonly lastFiredAt: Date | null;
  /** By uuid of the notification profile. */
  readonly streams: Readonly<Record<string, StreamState>>;
  readonly acknowledged: Acknowledgement | null;
  /** When the inventory was last searched for replacements of it. */
  readonly replacementsCheckedAt: Date | null;
  /** What scans need not look at again for now; null: the next one looks. */
  readonly quiet: Quiet | null;
  /** How many of `repeatCount` come from scans that wrote nothing, because they knew what they would find. */
  readonly quietRepeats: number;
  /** Rises with whatever the next look depends on: a look that did not see it says nothing. */
  readonly touches: number;
}

/** The watch of a certificate that was never due. */
export function newWatch(certificate: string): ExpirationWatch {
  return {
    certificate,
    cycle: 1,
    firingId: null,
    resultKey: null,
    slot: null,
    repeatCount: 0,
    lastFiredAt: null,
    streams: {},
    acknowledged: null,
    replacementsCheckedAt: null,
    quiet: null,
    quietRepeats: 0,
    touches: 0,
  };
}

export function isAcknowledged({ acknowledged }: Pick<ExpirationWatch, 'acknowledged'>, now: Date): boolean {
  return acknowledged !== null && (acknowledged.until === null || now < acknowledged.until);
}

/** True while the cycle has anything that a replacement ends. */
export function isOpenWatch({
  streams,
  acknowledged,
  firingId,
}: Pick<ExpirationWatch, 'streams' | 'acknowledged' | 'firingId'>): boolean {
  return firingId !== null || acknowledged !== null || Object.keys(streams).length > 0;
}

/** True when a notice was claimed more than an hour ago: its run may be lost, or retries for a day. */
export function hasStaleClaim({ streams }: Pick<ExpirationWatch, 'streams'>, now: Date): boolean {
  return Object.values(streams).some(
    ({ claim }) => claim !== null && Math.abs(now.getTime() - claim.at.getTime()) > staleClaimMs,
  );
}

/** How long a notice may be on its way before its run may be lost. */
export const staleClaimMs = 3_600_000;
const hourMs = 3_600_000;

/** The hour slot of a run: one firing per certificate and slot. */
export function slotOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / hourMs) * hourMs);
}

/**
 * True when the certificate has fired in this slot, or in a later one because a clock was set back. A slot more than a
 * day ahead comes from a clock that was plainly wrong and does not silence anything.
 */
export function hasFiredIn(slot: Date, last: Date | null): boolean {
  if (last === null) return false;
  const ahead = last.getTime() - slot.getTime();
  return ahead >= 0 && ahead <= 24 * hourMs;
}

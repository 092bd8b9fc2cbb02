import type { CertificateRecord } from '../certificates/certificate';
import { isAcknowledged, type ExpirationWatch } from './watch';

/**
 * How far the end of a certificate is dealt with: `ahead`: no scan has come to it yet; `asleep`: its watch says when to
 * look at it; `awake`: something about it has changed since; `open`: it has ended without a replacement, and people see
 * it as expired; `over`: it has ended, and nobody has to do anything.
 */
export const endStatuses = ['ahead', 'asleep', 'awake', 'open', 'over'] as const;
export type EndStatus = (typeof endStatuses)[number];

/** What scans have to take up: in the order of the index. */
export const arrivingStatuses = ['ahead', 'awake'] as const satisfies readonly EndStatus[];
/** The end has not been dealt with. */
export const aheadStatuses = ['ahead', 'asleep', 'awake'] as const satisfies readonly EndStatus[];
/** Somebody may have to do something. */
export const unsettledStatuses = [...aheadStatuses, 'open'] as const satisfies readonly EndStatus[];

/** What a certificate comes to that is past its end. */
export type EndPlan = 'tell' | 'open' | 'over';

export interface EndFacts {
  readonly certificate: Pick<CertificateRecord, 'state' | 'archived' | 'notAfter' | 'createdAt'>;
  readonly status: EndStatus;
  readonly isReplaced: boolean;
  /** Its last firing was recorded in this cycle. */
  readonly isTold: boolean;
  readonly watch: Pick<ExpirationWatch, 'acknowledged'> | undefined;
  readonly announceExpiredOnArrival: boolean;
  readonly now: Date;
}

/** Whether the end of a certificate is told, once, stays open, or is over. Pure. */
export function planEnd(facts: EndFacts): EndPlan {
  const { certificate, status, isReplaced, watch, now } = facts;
  const { state, archived, notAfter, createdAt } = certificate;
  if (state !== 'issued' || archived || isReplaced) return 'over';
  if (status === 'open' || status === 'over' || facts.isTold || notAfter === null) return 'open';
  if (watch !== undefined && isAcknowledgedAfter(watch, notAfter, now)) return 'open';
  const wasOverOnArrival = createdAt >= notAfter;
  return wasOverOnArrival && !facts.announceExpiredOnArrival ? 'open' : 'tell';
}

/** An acknowledgement that was given before the end says nothing about what comes after it. */
export function isAcknowledgedAfter(watch: Pick<ExpirationWatch, 'acknowledged'>, notAfter: Date, now: Date): boolean {
  return isAcknowledged(watch, now) && watch.acknowledged !== null && watch.acknowledged.at >= notAfter;
}

/**
 * The occurrence of the one firing at the end. A replacement that comes late and is lost again begins another cycle,
 * with a firing of its own.
 */
export function endOccurrence(certificate: string, cycle: number): string {
  return cycle === 1 ? `${certificate}.end` : `${certificate}.end.${cycle}`;
}

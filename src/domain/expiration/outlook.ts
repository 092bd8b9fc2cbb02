import type { NotificationProfile } from '../notifications/profile';
import { quietUntil } from '../notifications/quiet-hours';
import type { StepValidity } from '../notifications/step';
import { currentStep, nextNotice, type StreamState } from '../notifications/streams';
import { isAcknowledgedAfter } from './ends';
import { isAcknowledged, type ExpirationWatch } from './watch';

/** Where a certificate stands on its way to notAfter. */
export const expiringStates = ['upcoming', 'due', 'expired', 'acknowledged', 'replaced'] as const;
export type ExpiringState = (typeof expiringStates)[number];

export interface NoticeMoment {
  readonly at: Date;
  /** The escalation step as the profile has it; null in a stream without steps. */
  readonly step: string | null;
}

/** What one profile has told of a certificate in this cycle, and what it would tell next. */
export interface StreamOutlook {
  /** Null without frequency, repetitions and steps: such a profile keeps no account. */
  readonly last: NoticeMoment | null;
  /** Claimed, and not yet accepted by anybody. */
  readonly onItsWay: NoticeMoment | null;
  /** Counted notices of the cycle; with steps, of the present step. */
  readonly counted: number;
  /** Null: none before notAfter. The first scan from then on sends it. */
  readonly next: NoticeMoment | null;
}

export type StreamProfile = Pick<NotificationProfile, 'frequency' | 'repetitions' | 'escalationSteps' | 'quietHours'>;

/**
 * `upcoming` before the window begins, `expired` from notAfter on; a replacement counts before an acknowledgement, and
 * one that was given before notAfter does not count after it.
 */
export function expiringStateOf(
  {
    dueFrom,
    notAfter,
    isReplaced,
    watch,
  }: {
    readonly dueFrom: Date;
    readonly notAfter: Date;
    readonly isReplaced: boolean;
    readonly watch?: ExpirationWatch | undefined;
  },
  now: Date,
): ExpiringState {
  if (isReplaced) return 'replaced';
  if (now >= notAfter) {
    return watch !== undefined && isAcknowledgedAfter(watch, notAfter, now) ? 'acknowledged' : 'expired';
  }
  if (now < dueFrom) return 'upcoming';
  return watch !== undefined && isAcknowledged(watch, now) ? 'acknowledged' : 'due';
}

/**
 * What a profile would do, if everything stayed as it is now: triggers, conditions, recipients and the certificate.
 * Quiet hours move the moment to their end.
 * @param from begin of the window; nothing is told before it
 */
export function streamOutlook(
  profile: StreamProfile,
  watch: Pick<ExpirationWatch, 'streams' | 'acknowledged'> | undefined,
  profileUuid: string,
  {
    now,
    from,
    isReplaced,
    ...validity
  }: StepValidity & { readonly now: Date; readonly from: Date; readonly isReplaced: boolean },
): StreamOutlook {
  const state = watch?.streams[profileUuid];
  const start = isReplaced ? null : beginning(now, from, watch);
  return {
    last: state?.lastNoticeAt ? { at: state.lastNoticeAt, step: state.step } : null,
    onItsWay: state?.claim ? { at: state.claim.at, step: state.claim.step } : null,
    counted: state?.counted ?? 0,
    next: start === null ? null : nextOf(profile, state, start, validity),
  };
}

/** The earliest of these, undefined without any. */
export function earliest<T extends { readonly at: Date }>(moments: readonly T[]): T | undefined {
  return moments.reduce<T | undefined>(
    (found, one) => (found === undefined || one.at < found.at ? one : found),
    undefined,
  );
}

/** From when on people may be told; null when not in this cycle. */
function beginning(now: Date, from: Date, watch: Pick<ExpirationWatch, 'acknowledged'> | undefined): Date | null {
  const begin = now > from ? now : from;
  if (watch === undefined || !isAcknowledged(watch, begin)) return begin;
  return watch.acknowledged?.until ?? null;
}

function nextOf(
  profile: StreamProfile,
  state: StreamState | undefined,
  start: Date,
  validity: StepValidity,
): NoticeMoment | null {
  if (start >= validity.notAfter) return null;
  const at = nextNotice(profile, state, { now: start, ...validity });
  if (at === null) return null;
  const step = currentStep(profile.escalationSteps, validity, at)?.before ?? null;
  return { at: (profile.quietHours === null ? null : quietUntil(profile.quietHours, at)) ?? at, step };
}

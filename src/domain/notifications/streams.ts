import { addDuration, parseDuration, type Duration } from '../values/duration';
import { isFinal, type Delivery } from './delivery';
import type { EscalationStep } from './profile';
import { isSameStep, stepBegin, type StepValidity } from './step';

/** A notice that was claimed and whose deliveries have not all ended. */
export interface NoticeClaim {
  readonly firingId: string;
  /** Of the profile's list, null in a stream without steps. */
  readonly step: string | null;
  /** Of the notice, in its cycle. Part of the delivery key. */
  readonly number: number;
  readonly at: Date;
}

/**
 * What is remembered of one suppression stream: a profile and a subject of a monitoring event. A notice
 * counts when at least one of its deliveries was accepted; a claim keeps a second one from being made meanwhile.
 */
export interface StreamState {
  /** The step of the last counted notice; null before, and in streams without steps. */
  readonly step: string | null;
  /** Number of the last claim in this cycle, counted or not. */
  readonly number: number;
  /** Counted notices of this cycle; with steps, of the present step. */
  readonly counted: number;
  readonly lastNoticeAt: Date | null;
  readonly claim: NoticeClaim | null;
}

export type SuppressionReason =
  | 'acknowledged'
  /** A notice is on its way, held or being retried. */
  | 'in_progress'
  | 'frequency'
  | 'repetitions'
  | 'step_noticed'
  /** More time is left than the longest step. */
  | 'step_not_reached';

export type NoticeDecision =
  | { readonly due: true; readonly step: string | null; readonly number: number }
  | { readonly due: false; readonly reason: SuppressionReason };

export interface StreamRules {
  readonly frequency: string | null;
  readonly repetitions: number | null;
  readonly escalationSteps: readonly EscalationStep[];
}

export type DueNotice = Extract<NoticeDecision, { readonly due: true }>;

/** Steps count back from notAfter of the certificate. */
export interface StreamMoment extends StepValidity {
  readonly now: Date;
  /** A person acknowledged this cycle. */
  readonly acknowledged: boolean;
}

/** A notice accepted this soon counts from its firing, so that a daily notice does not wander an hour a day. */
const promptMs = 3_600_000;
/**
 * A moment further ahead than this was stamped while a clock was plainly wrong. Smaller steps of a clock happen: a
 * correction, a change of the hour, a local time taken for UTC (14 hours at most).
 */
const plainlyAheadMs = 86_400_000;

/** True when a profile limits the notices of monitoring events; without, every firing notifies. */
export function hasSuppression({ frequency, repetitions, escalationSteps }: StreamRules): boolean {
  return frequency !== null || repetitions !== null || escalationSteps.length > 0;
}

/**
 * The smallest step that is not below the time left, null while more time is left than the longest. Durations count
 * back from notAfter by the UTC calendar: `P1M` begins at the same day of the month before.
 */
export function currentStep(
  steps: readonly EscalationStep[],
  validity: StepValidity,
  now: Date,
): EscalationStep | null {
  let found: { readonly step: EscalationStep; readonly begin: number } | null = null;
  for (const step of steps) {
    const begin = stepBegin(step.before, validity);
    if (begin <= now.getTime() && (found === null || begin > found.begin)) found = { step, begin };
  }
  return found?.step ?? null;
}

/**
 * Whether a firing of a monitoring event tells its people. A step is noticed once it or a smaller one was,
 * so neither a clock that goes back nor an edit of the list sends a step twice or a longer one after a smaller one.
 */
export function decideNotice(rules: StreamRules, state: StreamState | undefined, moment: StreamMoment): NoticeDecision {
  const { number, claim } = state ?? resetStream();
  const due = (step: string | null): NoticeDecision => ({ due: true, step, number: number + 1 });
  if (moment.acknowledged) return suppressed('acknowledged');
  if (!hasSuppression(rules)) return due(null);
  if (claim !== null) return suppressed('in_progress');
  if (rules.escalationSteps.length === 0) {
    const reason = pause(rules, state, moment.now);
    return reason === null ? due(null) : suppressed(reason);
  }
  const step = currentStep(rules.escalationSteps, moment, moment.now)?.before ?? null;
  if (step === null) return suppressed('step_not_reached');
  const noticed = state?.step ?? null;
  if (noticed === null) return due(step);
  const ahead = stepBegin(step, moment) - stepBegin(noticed, moment);
  if (ahead > 0) return due(step);
  if (ahead < 0 || rules.frequency === null) return suppressed('step_noticed');
  const reason = pause(rules, state, moment.now);
  return reason === null ? due(step) : suppressed(reason);
}

/** The notice that a firing has claimed already: what a repeat of its work goes on with instead of deciding again. */
export function claimOf(state: StreamState | undefined, firingId: string): NoticeClaim | null {
  return state?.claim?.firingId === firingId ? state.claim : null;
}

/** The stream once `firingId` has claimed the notice. To be stored only if nobody else changed the row meanwhile. */
export function claimNotice(
  state: StreamState | undefined,
  notice: DueNotice,
  firingId: string,
  now: Date,
): StreamState {
  const before = state ?? resetStream();
  if (claimOf(state, firingId) !== null) return before;
  const { step, number } = notice;
  return { ...before, number: Math.max(before.number, number), claim: { firingId, step, number, at: now } };
}

/** The stream once a delivery of the claimed notice was accepted at `at`. A claim that is not open changes nothing. */
export function countNotice(state: StreamState, claim: NoticeClaim, at: Date): StreamState {
  if (!isOpen(state, claim)) return state;
  const told = at.getTime() - claim.at.getTime() < promptMs ? claim.at : at;
  const last = lastNoticeOf(state, told);
  return {
    ...state,
    step: claim.step ?? state.step,
    counted: isSameStep(state.step, claim.step) ? state.counted + 1 : 1,
    // The later one: a clock that went back must not let the next notice come early.
    lastNoticeAt: last !== null && last > told ? last : told,
    claim: null,
  };
}

/** The stream once the claimed notice ended and nobody accepted it. Its number stays used. */
export function releaseNotice(state: StreamState, claim: NoticeClaim): StreamState {
  return isOpen(state, claim) ? { ...state, claim: null } : state;
}

/**
 * The stream as the ledger has it by now: its claimed notice counts once one of its deliveries was accepted, and is
 * released when all have ended without. A claim without any delivery stays, unless its run is `abandoned`.
 */
export function streamByLedger(
  state: StreamState,
  claim: NoticeClaim,
  deliveries: readonly Pick<Delivery, 'status' | 'finishedAt'>[],
  now: Date,
  abandoned: boolean,
): StreamState {
  const accepted = deliveries.filter(({ status }) => status === 'delivered');
  if (accepted.length > 0) {
    const first = Math.min(...accepted.map(({ finishedAt }) => (finishedAt ?? now).getTime()));
    return countNotice(state, claim, new Date(first));
  }
  const isOver = deliveries.length > 0 ? deliveries.every(({ status }) => isFinal(status)) : abandoned;
  return isOver ? releaseNotice(state, claim) : state;
}

/** A stream at the start of a cycle. */
export function resetStream(): StreamState {
  return { step: null, number: 0, counted: 0, lastNoticeAt: null, claim: null };
}

/**
 * When a firing would next be due, `now` when it already is, null when no notice is left before notAfter. A notice on
 * its way is taken as accepted.
 */
export function nextNotice(
  rules: StreamRules,
  state: StreamState | undefined,
  moment: Omit<StreamMoment, 'acknowledged'> & Partial<StreamMoment>,
): Date | null {
  if (moment.acknowledged === true) return null;
  const { now, notBefore, notAfter } = moment;
  const counted = state?.claim ? countNotice(state, state.claim, state.claim.at) : state;
  const moments = [
    now.getTime(),
    ...rules.escalationSteps.map(({ before }) => Math.ceil(stepBegin(before, moment))),
    ...(counted?.lastNoticeAt && rules.frequency !== null ? [after(counted.lastNoticeAt, rules.frequency)] : []),
  ].filter((at) => at >= now.getTime() && at < notAfter.getTime());
  // A stream that is not due becomes so only when a step begins or the frequency has passed.
  const found = moments
    .sort((a, b) => a - b)
    .find((at) => decideNotice(rules, counted, { now: new Date(at), notBefore, notAfter, acknowledged: false }).due);
  return found === undefined ? null : new Date(found);
}

/** Why the stream rests after its last notice (in the step, where there are steps); null when it does not. */
function pause(
  { frequency, repetitions }: StreamRules,
  state: StreamState | undefined,
  now: Date,
): 'repetitions' | 'frequency' | null {
  if (state === undefined) return null;
  if (repetitions !== null && state.counted >= repetitions) return 'repetitions';
  const last = lastNoticeOf(state, now);
  if (frequency === null || last === null) return null;
  return after(last, frequency) > now.getTime() ? 'frequency' : null;
}

/**
 * The last notice as far as its stamp can be believed, null without one. One that is more than a day ahead of `now`
 * cannot have been: it does not count, so that it silences no stream until then, and the next notice replaces it. One
 * that is less ahead counts as it stands: a clock that goes back by hours repeats nothing, and the stream rests for
 * its frequency and a day at most.
 */
function lastNoticeOf({ lastNoticeAt }: StreamState, now: Date): Date | null {
  if (lastNoticeAt === null) return null;
  return lastNoticeAt.getTime() - now.getTime() > plainlyAheadMs ? null : lastNoticeAt;
}

function suppressed(reason: SuppressionReason): NoticeDecision {
  return { due: false, reason };
}

function isOpen({ claim: open }: StreamState, claim: NoticeClaim): boolean {
  return open !== null && open.firingId === claim.firingId && open.number === claim.number;
}

function after(at: Date, frequency: string): number {
  return addDuration(at, requireDuration(frequency), 1).getTime();
}

const parsed = new Map<string, Duration>();

/** A scan asks for the same few texts a million times. */
function requireDuration(text: string): Duration {
  const duration = parsed.get(text) ?? parseDuration(text);
  if (duration === undefined) throw new Error(`The profile holds no duration: ${JSON.stringify(text)}`);
  if (parsed.size >= 1000) parsed.clear();
  parsed.set(text, duration);
  return duration;
}

/** Where revocation is published: what an alert of the kind `revocation_monitoring` watches. */
export interface Endpoint {
  readonly type: 'crl' | 'ocsp';
  readonly url: string;
  /** The CA whose answers are expected; a responder cannot be asked without it. Of a list, null: whoever its name says. */
  readonly issuerCertificateId: string | null;
  readonly timeoutSeconds: number;
}

/** What is reported: each check, or only what differs from the check before. */
export const logEveries = ['check', 'change'] as const;
export type LogEvery = (typeof logEveries)[number];

export const endpointStates = ['healthy', 'warning', 'expired', 'unreachable', 'invalid'] as const;
export type EndpointState = (typeof endpointStates)[number];

/** What one look at an endpoint came to. */
export interface EndpointCheck {
  readonly state: EndpointState;
  /** Since when what it gave holds; null where it does not say, or gave nothing. */
  readonly thisUpdate: Date | null;
  /** Until when what it gave holds; null where it does not say, or gave nothing. */
  readonly nextUpdate: Date | null;
  /** For people; names the host only, because paths may name customers. */
  readonly detail: string;
}

const dayMs = 86_400_000;

/** What a list or an answer says of its time. */
export interface HeldTimes {
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
}

/**
 * Of something that is in order but for its time: over, soon over, or neither. What holds for no longer than the days of
 * the warning would always be in it: then the warning is for the last third of its time.
 */
export function stateByTime({ thisUpdate, nextUpdate }: HeldTimes, now: Date, warningDays: number): EndpointCheck {
  const times = { thisUpdate, nextUpdate };
  if (nextUpdate === null) return { state: 'healthy', ...times, detail: 'It does not say until when it holds.' };
  const left = nextUpdate.getTime() - now.getTime();
  const until = nextUpdate.toISOString();
  if (left < 0) return { state: 'expired', ...times, detail: `It was to be replaced at ${until}.` };
  const whole = thisUpdate === null ? Number.POSITIVE_INFINITY : nextUpdate.getTime() - thisUpdate.getTime();
  const wanted = warningDays * dayMs;
  const state = left <= (wanted < whole ? wanted : whole / 3) ? 'warning' : 'healthy';
  return { state, ...times, detail: `It holds until ${until}.` };
}

/** Ids of entries of an event log, by state. */
export const endpointEventIds: Readonly<Record<EndpointState, number>> = {
  healthy: 4110,
  warning: 4111,
  expired: 4112,
  unreachable: 4113,
  invalid: 4113,
};

/** A check as it is stored. */
export interface StoredEndpointCheck extends EndpointCheck {
  readonly id: string;
  readonly alertId: string;
  readonly at: Date;
  /** Since when it has been in this state, by the checks. */
  readonly since: Date;
}

/** What a dashboard shows of a check: its warning begins by hours, not by the days of the mail. */
export function dashboardState(
  { state, thisUpdate, nextUpdate }: Pick<EndpointCheck, 'state' | 'thisUpdate' | 'nextUpdate'>,
  now: Date,
  warningHours: number,
): EndpointState {
  return state === 'unreachable' || state === 'invalid'
    ? state
    : stateByTime({ thisUpdate, nextUpdate }, now, warningHours / 24).state;
}

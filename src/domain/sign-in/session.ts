import { millisecondsOf } from '../values/duration';

/** How a person came in: by a one-time address, an API key, a password, or an OpenID Connect provider. */
export const sessionMethods = ['address', 'apiKey', 'password', 'provider'] as const;
export type SessionMethod = (typeof sessionMethods)[number];

/** Why a session is over before its time. */
export const sessionEnds = [
  'signedOut',
  'revoked',
  'replaced',
  'passwordChanged',
  'userDisabled',
  'userDeleted',
] as const;
export type SessionEnd = (typeof sessionEnds)[number];

/** A browser that somebody has signed in with. What it presents is stored as a digest only. */
export interface Session {
  readonly uuid: string;
  /** Uuid of a user. */
  readonly user: string;
  readonly method: SessionMethod;
  /** Name of the provider at the time; null with every other method. */
  readonly provider: string | null;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  readonly ipAddress: string;
  readonly userAgent: string | null;
  /** Null while nobody has ended it; it may have timed out all the same. */
  readonly endedAt: Date | null;
  readonly end: SessionEnd | null;
}

/** Milliseconds without use, and milliseconds altogether, after which a session is over. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** When a session that is not used any more times out. */
export function timeOutOf({ createdAt, lastUsedAt }: Pick<Session, 'createdAt' | 'lastUsedAt'>, limits: SessionLimits) {
  return new Date(Math.min(lastUsedAt.getTime() + limits.idleMs, createdAt.getTime() + limits.absoluteMs));
}

export function isLive(
  session: Pick<Session, 'createdAt' | 'lastUsedAt' | 'endedAt'>,
  limits: SessionLimits,
  now: Date,
) {
  return session.endedAt === null && timeOutOf(session, limits) > now;
}

/** The limits as the settings have them; what another release wrote and cannot be read has its default. */
export function limitsOf({ idleLimit, absoluteLimit }: { readonly idleLimit: string; readonly absoluteLimit: string }) {
  return { idleMs: millisecondsOf(idleLimit, 8 * hourMs), absoluteMs: millisecondsOf(absoluteLimit, 7 * 24 * hourMs) };
}

const hourMs = 3_600_000;

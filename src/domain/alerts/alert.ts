import type { Endpoint, LogEvery } from './endpoint';
import type { Handler } from './handler';
import type { AlertKindCode } from './kind';
import type { AlertSchedule } from './schedule';

/** How its handlers run: as in the product that alerts are brought from, or as Certloom's own (docs/alerts.md). */
export const alertSemantics = ['native', 'compat'] as const;
export type AlertSemantics = (typeof alertSemantics)[number];
/** Handlers of its own, or a definition of the workflow builder. */
export const alertModes = ['handlers', 'workflow'] as const;
export type AlertMode = (typeof alertModes)[number];
/** What becomes of an effect that may have happened or not: it waits for a person, or happens again. */
export const uncertainRules = ['hold', 'resend'] as const;
export type UncertainRule = (typeof uncertainRules)[number];

/** Reminders after the first message. */
export interface Repeat {
  readonly everyDays: number;
  readonly max: number;
}

/** Which SSH keys an alert watches; what is left out does not matter. */
export interface KeyFilter {
  readonly keyType?: string;
  readonly userName?: string;
  readonly ownerMail?: string;
}

/** What starts an alert on requests: what happens to one, its schedule, or both. */
export const alertWhens = ['event', 'schedule', 'both'] as const;
export type AlertWhen = (typeof alertWhens)[number];
/** Whom a pending request waits for: people, or the authority. */
export const pendingSources = ['authority', 'approval'] as const;
export type PendingSource = (typeof pendingSources)[number];

/** What people say of an alert. */
export interface AlertFields {
  /** Unique within its kind, without regard to case. */
  readonly name: string;
  readonly kind: AlertKindCode;
  readonly enabled: boolean;
  readonly description: string;
  /** A saved query; null is the whole inventory. */
  readonly collectionId: string | null;
  /** It was about a collection that is not here: it is not enabled before one is chosen. */
  readonly needsCollection: boolean;
  /** Only requests under this RA profile; null: all. */
  readonly raProfileId: string | null;
  readonly when: AlertWhen;
  readonly sources: readonly PendingSource[];
  /** Null: all keys. */
  readonly keys: KeyFilter | null;
  readonly endpoint: Endpoint | null;
  /** Days before the end of a list or answer from which on it is reported. */
  readonly warningDays: number;
  /** Hours before it from which on the dashboard shows a warning. */
  readonly warningHours: number;
  readonly logEvery: LogEvery;
  /** Whole days before the end, largest first. */
  readonly thresholds: readonly number[];
  /** Days for which what ended before it was reported is still reported. */
  readonly graceDays: number;
  /** Also what has a valid replacement. */
  readonly includeReplaced: boolean;
  /** Percent of the lifetime before whose last part nothing is due; null is the platform's. Native semantics only. */
  readonly lifetimeShare: number | null;
  readonly repeat: Repeat | null;
  readonly schedule: AlertSchedule | null;
  /** IANA name; of all schedules but intervals. */
  readonly timeZone: string;
  readonly onUncertain: UncertainRule;
  /** Addresses and tokens that give addresses. */
  readonly recipients: readonly string[];
  readonly subject: string;
  /** HTML. */
  readonly message: string;
  readonly mode: AlertMode;
  readonly semantics: AlertSemantics;
  readonly handlers: readonly Handler[];
}

/** A saved rule: what to watch, when to look, whom to tell, what to run. Each change makes a new version. */
export interface Alert extends AlertFields {
  readonly uuid: string;
  /** Rises with each change; a run names the one that it used. */
  readonly version: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

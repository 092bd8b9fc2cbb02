import type { Actor } from '../identity/actor';
import type { SecurityContext } from '../scripts/runtime';
import type { AlertKindCode } from './kind';

/** What started a run. */
export const alertRunTriggers = ['schedule', 'manual', 'event', 'test', 'resend'] as const;
export type AlertRunTrigger = (typeof alertRunTriggers)[number];

/**
 * `finished_with_errors`: it has looked at everything, and effects failed or nobody knows whether they happened.
 * `no_definition`: the alert starts a workflow that is not there; nothing was claimed.
 */
export const alertRunStatuses = ['running', 'finished', 'finished_with_errors', 'failed', 'no_definition'] as const;
export type AlertRunStatus = (typeof alertRunStatuses)[number];

export interface AlertRunCounts {
  /** Items that were looked at. */
  readonly evaluated: number;
  /** Items for which something was to be done. */
  readonly due: number;
  /** Effects, by how they ended. */
  readonly done: number;
  readonly failed: number;
  readonly uncertain: number;
  /** Thresholds that are not sent because a smaller one was reached. */
  readonly superseded: number;
  readonly skippedByCondition: number;
}

export const noAlertCounts: AlertRunCounts = {
  ...{ evaluated: 0, due: 0, done: 0, failed: 0, uncertain: 0, superseded: 0, skippedByCondition: 0 },
};

/** How a run ends that has come through all its items. */
export function endOfRun({ failed, uncertain }: Pick<AlertRunCounts, 'failed' | 'uncertain'>): AlertRunStatus {
  return failed + uncertain > 0 ? 'finished_with_errors' : 'finished';
}

/** Whether a run has come through all its items. */
export function isWholeRun(status: AlertRunStatus): boolean {
  return status === 'finished' || status === 'finished_with_errors';
}

export function addAlertCounts(one: AlertRunCounts, other: Partial<AlertRunCounts>): AlertRunCounts {
  const of = (name: keyof AlertRunCounts) => one[name] + (other[name] ?? 0);
  return {
    ...{ evaluated: of('evaluated'), due: of('due'), done: of('done'), failed: of('failed') },
    ...{ uncertain: of('uncertain'), superseded: of('superseded'), skippedByCondition: of('skippedByCondition') },
  };
}

/** Something that people should know of a run, with how often it was so. */
export interface AlertRunNote {
  /** Such as `recipient_unresolved`. */
  readonly code: string;
  readonly detail: string;
  readonly count: number;
}

/** One pass of an alert over its items; it groups the firings of those that it handled. */
export interface AlertRun {
  readonly id: string;
  readonly alert: {
    readonly uuid: string;
    readonly name: string;
    readonly kind: AlertKindCode;
    readonly version: number;
  };
  readonly trigger: AlertRunTrigger;
  /** On whose account its scripts run. */
  readonly context: SecurityContext;
  /** A test that was carried out: its firings are marked, and the ledger may be left alone. */
  readonly isTest: boolean;
  readonly actor: Actor;
  readonly status: AlertRunStatus;
  /** What counts as now. */
  readonly at: Date;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly counts: AlertRunCounts;
  readonly notes: readonly AlertRunNote[];
  readonly message: string | null;
  readonly workflowId: string;
  readonly runId: string;
}

/** Notes together: the same code and words are one. */
export function addNotes(one: readonly AlertRunNote[], other: readonly AlertRunNote[]): AlertRunNote[] {
  const sum = new Map<string, AlertRunNote>();
  for (const note of [...one, ...other]) {
    const key = `${note.code} ${note.detail}`;
    const known = sum.get(key);
    sum.set(key, known === undefined ? note : { ...known, count: known.count + note.count });
  }
  return [...sum.values()].slice(0, mostNotes);
}

/** Different ones that a run keeps. */
const mostNotes = 50;

import type { LedgerState } from '../../domain/alerts/ledger';
import type { AlertRunCounts, AlertRunTrigger } from '../../domain/alerts/run';
import type { Actor } from '../../domain/identity/actor';
import type { SecurityContext } from '../../domain/scripts/runtime';
import type { ScriptRunPlan } from './scripts';

/** How a run of an alert was asked for. Ids and plain values only. */
export interface AlertRunStart {
  readonly alertUuid: string;
  readonly trigger: AlertRunTrigger;
  /** Stays as it is, whoever does something to the run. */
  readonly context: SecurityContext;
  readonly actor: Actor;
  /** A test that is carried out. */
  readonly test?: {
    readonly recordLedger: boolean;
    /** At most so many items. */
    readonly limit: number;
    readonly itemId?: string;
    /** RFC 3339; instead of now. */
    readonly evaluationDate?: string;
  };
  /** What happened to one item: the firing of it gets the result, where it has one. */
  readonly event?: { readonly itemId: string; readonly firingId: string | null };
  /** Only this row of the ledger, which the run has been given. */
  readonly resend?: { readonly rowId: string; readonly itemId: string };
}

/** How far a run is. */
export interface AlertRunState {
  readonly start: AlertRunStart;
  readonly runId: string;
  readonly version: number;
  /** Where reading goes on; null: at the beginning. */
  readonly cursor: string | null;
  /** Only what has changed since, because all else was looked at today; null for all. */
  readonly changedSince: string | null;
  readonly counts: AlertRunCounts;
}

export interface AlertRunStep {
  readonly state: AlertRunState;
  readonly isDone: boolean;
  /** To be run first; then the same stretch is asked for again. */
  readonly scripts?: readonly ScriptRunPlan[];
}

/** What a run says at its end in the Temporal UI; no detail of an item. */
export function alertRunInWords({ due, done, failed, uncertain }: AlertRunCounts): string {
  const parts = [
    `${due} due`,
    `${done} done`,
    failed > 0 ? `${failed} failed` : '',
    uncertain > 0 ? `${uncertain} uncertain` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export type ResendState = Extract<LedgerState, 'failed' | 'uncertain' | 'cancelled'>;

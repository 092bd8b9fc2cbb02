import type { Alert } from '../../domain/alerts/alert';
import type { TokenValues } from '../../domain/alerts/fill-tokens';
import type { AlertKindCode } from '../../domain/alerts/kind';
import type { AlertRun } from '../../domain/alerts/run';
import type { EntryLevel } from '../../domain/event-log/entry';
import type { Subject } from '../../domain/conditions/subject';
import type { FiringSubject } from '../../domain/firings/subject';

/** The one thing that an alert is about, as handlers see it, whatever its kind. */
export interface AlertItem {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Thresholds that it has reached, smallest first; `noThreshold` alone where its kind has none. */
  readonly reached: readonly number[];
  readonly tokensAt: (threshold: number) => TokenValues;
  /** What scripts and webhooks see of it: plain JSON. */
  readonly context: () => Readonly<Record<string, unknown>>;
  /** What an entry of an event log always holds of it. */
  readonly logData: Readonly<Record<string, string>>;
  /** What conditions of handlers look through. */
  readonly look: () => Subject;
  /** Of the entries of an event log, where they differ among the items of a kind. */
  readonly logAs?: { readonly eventId: number; readonly level: EntryLevel };
  /** Everything is in order: it is written down, and nobody is told. */
  readonly isQuiet?: true;
  /** What its firing is about. */
  readonly object: { readonly uuid: string | null; readonly name: string | null };
  /** The same as events of the platform have it; null where its kind is none of them. */
  readonly subject: FiringSubject | null;
}

export interface ItemPage {
  /** Those that have reached a threshold. */
  readonly items: readonly AlertItem[];
  /** So many were looked at. */
  readonly evaluated: number;
  /** Where to go on, as plain JSON; null at the end. */
  readonly next: string | null;
}

/** Where the items of a kind come from. Each kind has one; the part of alerts has the list. */
export interface ItemSource {
  readonly kind: AlertKindCode;
  /** Of kinds that have to look before they know: writes down what it comes to, once for a run, before its first page. */
  look?(alert: Alert, run: Pick<AlertRun, 'id' | 'at'>): Promise<void>;
  /**
   * A page of the items that the alert is about, in an order that does not change.
   * @param changedSince only those that have changed since then; null for all
   */
  page(alert: Alert, at: Date, cursor: string | null, changedSince: Date | null): Promise<ItemPage>;
  /** These items, whether they are due or not; those that the alert is not about are missing. */
  find(alert: Alert, ids: readonly string[], at: Date): Promise<readonly AlertItem[]>;
}

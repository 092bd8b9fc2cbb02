import type { ActionResult } from '../actions/action';
import type { LeafResult, Truth } from '../conditions/tree';
import type { Actor } from '../identity/actor';
import type { PayloadFacts } from '../events/payloads';
import type { TriggerKind } from '../triggers/trigger';
import type { ReplayOptions } from './replay-options';

export const firingStatuses = ['running', 'finished', 'finished_with_errors', 'failed'] as const;
export const firingOutcomes = ['ignored', 'performed', 'unmatched', 'error'] as const;
export type FiringStatus = (typeof firingStatuses)[number];
export type FiringOutcome = (typeof firingOutcomes)[number];

/**
 * What one trigger said and did. Name, version and condition stand in the snapshot the firing names
 * (`snapshotId`), at the same place of its list, so that 20 triggers do not weigh 20 definitions per firing.
 */
export interface TriggerResult {
  readonly trigger: string;
  readonly kind: TriggerKind;
  readonly result: 'matched' | 'not_matched' | 'error' | 'skipped';
  /** Result of the root of the condition; null when it has none or was not evaluated. */
  readonly truth: Truth | null;
  readonly rejectedByError?: boolean;
  readonly leaves: readonly LeafResult[];
  readonly actions: readonly ActionResult[];
  readonly durationMs: number;
  /** Of an alert that stands in the place of a trigger: its definition is in no snapshot. */
  readonly byAlert?: AlertOccasion;
}

/** Which message of an alert it was. */
export interface AlertOccasion {
  /** Days; null where its kind has none. */
  readonly threshold: number | null;
  /** 1; reminders count up. */
  readonly occurrence: number;
}

/** The alert that a firing is of: it stands where others have their triggers, under its uuid. */
export interface FiringAlert {
  readonly uuid: string;
  readonly name: string;
  readonly version: number;
  /** The run of the alert that handled the item. */
  readonly runId: string;
  readonly threshold: number;
  readonly occurrence: number;
  readonly isTest: boolean;
}

/** One occurrence of an event for one subject, with everything that was decided and done (docs/concepts.md). */
export interface Firing {
  /** uuid derived from event and occurrence key. */
  readonly firingId: string;
  /** A later or unknown event code is shown as it is. */
  readonly event: string;
  readonly occurrenceKey: string;
  readonly resource: string;
  /** Null: never stored. */
  readonly objectUuid: string | null;
  readonly objectName: string | null;
  readonly referenceObjectUuid: string | null;
  readonly occurredAt: Date;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly durationMs: number | null;
  readonly status: FiringStatus;
  readonly outcome: FiringOutcome | null;
  readonly actor: Actor;
  readonly causedBy: string | null;
  readonly causeDepth: number;
  readonly replayOf: string | null;
  /** Of a replay: how it was asked for. */
  readonly replay?: ReplayOptions;
  /** What of its payload the subject cannot say again; absent where there is nothing. */
  readonly particulars?: PayloadFacts;
  /** uuids of the custom attributes whose values the request gave; absent where it gave none. */
  readonly requestAttributes?: readonly string[];
  readonly uploadId: string | null;
  /** Absent on firings that no alert made. */
  readonly alert?: FiringAlert;
  /** The trigger set snapshot used; null when it failed before. */
  readonly snapshotId: string | null;
  readonly policy: 'replace' | 'combine';
  readonly triggers: readonly TriggerResult[];
  /** Names of the triggers that matched: for the list row and its filter. */
  readonly matchedTriggers: readonly { readonly uuid: string; readonly name: string }[];
  readonly counts: {
    readonly evaluated: number;
    readonly matched: number;
    readonly errors: number;
    readonly actionsOk: number;
    readonly actionsFailed: number;
    readonly actionsSkipped: number;
  };
  readonly deliveriesOpen: number;
  readonly deliveriesFailed: number;
  readonly message: string | null;
  readonly repeatCount: number;
  readonly lastFiredAt: Date;
  readonly workflowId: string;
  readonly runId: string;
}

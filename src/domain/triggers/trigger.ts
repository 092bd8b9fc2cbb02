import type { Action } from '../actions/action';
import type { Condition } from '../conditions/tree';
import type { EventCode, Resource } from '../events/catalogue';

export type TriggerKind = 'ignore' | 'action';

/** Kind `action` has at least one action and no profiles; kind `ignore` has no actions. */
export interface Trigger {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly event: EventCode;
  readonly kind: TriggerKind;
  readonly enabled: boolean;
  /** Null matches every subject. */
  readonly condition: Condition | null;
  readonly actions: readonly Action[];
  readonly notificationProfiles: readonly string[];
  /** Liquid; of an ignore trigger for uploads, told to whoever uploads. */
  readonly message?: string | null;
  /** Rises with every change; also the ETag. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TriggerSetEntry {
  readonly trigger: string;
  /** uuid of the user who attached it; its rights are the rights of the actions. */
  readonly configuredBy: string;
  readonly configuredAt: Date;
}

/** Where a set hangs: the platform, or one overriding object. */
export type SetPlace =
  | { readonly resource: 'settings'; readonly objectUuid: null }
  | { readonly resource: Exclude<Resource, 'settings'>; readonly objectUuid: string };

/** A set of two empty lists is a set: it overrides to nothing. Both lists are ordered. */
export interface TriggerSet {
  readonly event: EventCode;
  readonly place: SetPlace;
  readonly ignore: readonly TriggerSetEntry[];
  readonly actions: readonly TriggerSetEntry[];
  readonly revision: number;
}

/** What the platform sets for one event. */
export interface EventSettings {
  readonly event: EventCode;
  readonly overridePolicy: 'replace' | 'combine';
  readonly onConditionError: 'admit' | 'reject';
  readonly recordWithoutTriggers: boolean;
  /** ISO duration, or null for the platform's. */
  readonly retention: string | null;
  readonly revision: number;
}

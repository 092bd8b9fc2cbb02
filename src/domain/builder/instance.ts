import { sortedJson } from '../values/json';
import type { Actor } from '../identity/actor';
import type { Cause } from '../firings/cause';
import type { SecurityContext } from '../scripts/runtime';
import type { DefinitionType } from './definition';

export const instanceStatuses = [
  'running',
  'suspended',
  'complete',
  'failed',
  'rejected',
  'cancelled',
  'cancelled_for_restart',
] as const;
export type InstanceStatus = (typeof instanceStatuses)[number];

export function hasInstanceEnded(status: InstanceStatus): boolean {
  return status !== 'running' && status !== 'suspended';
}

/** What an instance is about; its values are read again by each step that needs them. */
export type InstanceItem =
  | { readonly kind: 'certificate'; readonly uuid: string }
  | { readonly kind: 'operation'; readonly uuid: string }
  | { readonly kind: 'ssh_key'; readonly uuid: string }
  | { readonly kind: 'endpoint'; readonly uuid: string }
  | { readonly kind: 'discovery'; readonly uuid: string }
  | { readonly kind: 'approval'; readonly uuid: string }
  | { readonly kind: 'job'; readonly uuid: string };

/** What starts an instance. The same key never starts two. */
export interface InstanceRequest {
  readonly definition: string;
  readonly version: number;
  /** Unique for what happened: definition and alert item, firing, collection row, operation or request. */
  readonly startKey: string;
  readonly item: InstanceItem | null;
  /** What the item was called before, for one that is gone; absent: nobody knows. */
  readonly itemName?: string | null;
  /** What the start tells, such as data of the event; becomes variables. */
  readonly initialData: Readonly<Record<string, unknown>>;
  /** On whose account its scripts run: `api` for people and calls, `service` for schedules and events. */
  readonly context: SecurityContext;
  readonly startedBy: Actor;
  readonly cause: Cause | null;
}

/** A step failed: stable code, and words for people without secrets. */
export interface StepError {
  readonly code: string;
  readonly message: string;
}

export const stepVisitStatuses = ['running', 'waiting', 'done', 'skipped', 'failed', 'timed_out', 'cancelled'] as const;
export type StepVisitStatus = (typeof stepVisitStatuses)[number];

/** One visit of a step, as the record of an instance has it. Secret values are masked. */
export interface StepVisit {
  readonly instance: string;
  /** From 1 for each attempt of the instance. */
  readonly seq: number;
  readonly attempt: number;
  readonly uniqueName: string;
  readonly type: string;
  /** From 1, counted for the step. */
  readonly visit: number;
  readonly status: StepVisitStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Settings with their tokens filled. */
  readonly inputs: Readonly<Record<string, unknown>> | null;
  readonly outputs: Readonly<Record<string, unknown>> | null;
  /** What it set, which steps after it may use; null: nothing. Absent in rows of releases that kept none. */
  readonly variables?: Readonly<Record<string, unknown>> | null;
  /** The way that it left by; null while it is at work, or where the instance ended with it. */
  readonly left: string | null;
  readonly error: StepError | null;
  /** Of a script. */
  readonly runId: string | null;
  /** Why it was skipped, or what it did, in words. */
  readonly message: string | null;
}

/** What a person or a program may say to a step that waits. */
export interface OpenSignal {
  /** `<uniqueName>.<signal>`. */
  readonly signalKey: string;
  /** `approval`: each person decides once, with `approved` and `comment`. */
  readonly kind: 'approval' | 'signal';
  /** The user who may not, such as whoever asked for what is to be approved. */
  readonly notBy: string | null;
  /** Roles and users who may; both empty: whoever may signal. */
  readonly roles: readonly string[];
  readonly users: readonly string[];
}

export interface Instance {
  readonly uuid: string;
  /** Counted for the installation, for people. */
  readonly number: number;
  readonly title: string;
  readonly status: InstanceStatus;
  readonly statusMessage: string | null;
  readonly definition: {
    readonly uuid: string;
    readonly name: string;
    readonly version: number;
    readonly type: DefinitionType;
  };
  readonly startKey: string;
  readonly item: InstanceItem | null;
  readonly itemName: string | null;
  readonly context: SecurityContext;
  readonly startedBy: Actor;
  readonly cause: Cause | null;
  readonly startedAt: Date;
  readonly changedAt: Date;
  readonly endedAt: Date | null;
  readonly currentStep: string | null;
  readonly signals: readonly OpenSignal[];
  readonly initialData: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** From 1; a restart at the failed step adds one. */
  readonly attempt: number;
  readonly workflowId: string;
  readonly revision: number;
}

type Started = Pick<InstanceRequest, 'item' | 'initialData'>;

/** Whether a request asks for the instance that was started, by what it is about and what it is given. */
export function isStartOf(instance: Started, request: Started): boolean {
  return sortedJson([instance.item, instance.initialData]) === sortedJson([request.item, request.initialData]);
}

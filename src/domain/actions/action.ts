import type { ScriptRunStatus } from '../scripts/run';

/** What an action trigger can do (docs/concepts.md, Actions). */
export interface Retry {
  readonly maxAttempts: number;
  /** ISO 8601 durations. */
  readonly initialInterval: string;
  readonly factor: number;
  readonly maxInterval: string;
}
export const defaultRetry: Retry = { maxAttempts: 5, initialInterval: 'PT1S', factor: 2, maxInterval: 'PT1M' };

/** A script runs once: what it has done before it failed is not known to bear a repeat. */
export const scriptRetry: Retry = { ...defaultRetry, maxAttempts: 1 };

interface Common {
  /** Stable inside the trigger. */
  readonly id: string;
  readonly name?: string;
  readonly enabled: boolean;
  readonly onError: 'continue' | 'stop';
  readonly timeout?: string;
  readonly retry?: Retry;
}
export interface SetGroups extends Common {
  readonly type: 'setGroups';
  readonly groups: readonly string[];
  readonly mode: 'replace' | 'add' | 'remove';
}
export interface SetRaProfile extends Common {
  readonly type: 'setRaProfile';
  readonly raProfile: string | null;
}
/** `$actor` is who caused the event; at upload the uploader. */
export interface SetOwner extends Common {
  readonly type: 'setOwner';
  readonly owner: string | null;
}
/** Where a value is copied from: another attribute, metadata, or a property field of the catalogue. */
export interface CopySource {
  readonly source: 'custom' | 'meta' | 'property';
  readonly field: string;
}
export interface SetCustomAttribute extends Common {
  readonly type: 'setCustomAttribute';
  /** Name of the definition. */
  readonly attribute: string;
  /** Exactly one of the two; `content: null` clears. */
  readonly content?: readonly { readonly data: unknown; readonly reference?: string; readonly sealed?: true }[] | null;
  readonly copyFrom?: CopySource;
}
export interface SendNotification extends Common {
  readonly type: 'sendNotification';
  readonly profiles: readonly string[];
}

/** Parameters are values, or texts with `$(…)` tokens. */
export interface RunScript extends Common {
  readonly type: 'runScript';
  /** Name of a stored script. */
  readonly script: string;
  readonly version: number | 'latest';
  readonly parameters: Readonly<Record<string, unknown>>;
  /** False: what comes of it is not part of the firing. */
  readonly wait: boolean;
}

/** Starts an instance of the workflow builder. */
export interface StartWorkflow extends Common {
  readonly type: 'startWorkflow';
  /** Name of a definition. */
  readonly definition: string;
  /** Becomes variables of the instance: values, or texts with `$(…)` tokens. */
  readonly data: Readonly<Record<string, unknown>>;
}

export type CategorisingAction = SetGroups | SetRaProfile | SetOwner | SetCustomAttribute;
export type EffectAction = SendNotification | RunScript | StartWorkflow;
export type Action = CategorisingAction | EffectAction;
export type ActionType = Action['type'];

export function isCategorising(action: Action): action is CategorisingAction {
  return action.type !== 'sendNotification' && action.type !== 'runScript' && action.type !== 'startWorkflow';
}

export type ActionOutcome = 'pending' | 'ok' | 'failed' | 'skipped';

export interface ActionAttempt {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly error: string | null;
}

/** What one action did. `before` and `after` are JSON-safe; secrets masked. */
export interface ActionResult {
  readonly id: string;
  readonly type: string;
  readonly outcome: ActionOutcome;
  readonly changed: boolean;
  readonly before: unknown;
  readonly after: unknown;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly attempts: readonly ActionAttempt[];
  readonly durationMs: number;
  /** The instance of the workflow builder that it started. */
  readonly instance?: string;
  /** The run of a script, the last one where there were several. */
  readonly scriptRun?: { readonly runId: string; readonly status: ScriptRunStatus };
}

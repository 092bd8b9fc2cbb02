import type { SecurityContext } from './runtime';
import type { ScriptMode, ScriptRunStatus } from './run';
import type { ScriptLimits } from './script';

/** What a run belongs to, as its record names it. */
export type ScriptRunTrigger =
  | { readonly kind: 'action'; readonly firingId: string; readonly trigger: string; readonly actionId: string }
  | { readonly kind: 'alert'; readonly alertId: string; readonly handlerId: string; readonly alertRunId: string }
  | { readonly kind: 'job'; readonly jobId: string; readonly executionId: string }
  | { readonly kind: 'instance'; readonly instanceId: string; readonly step: string; readonly visit: number }
  | { readonly kind: 'dns01'; readonly authority: string }
  | { readonly kind: 'lint' }
  | { readonly kind: 'plugin'; readonly module: string }
  | { readonly kind: 'test' };

/**
 * A run that somebody wants. Its key makes it one: asking again under the same key joins the run that is there,
 * whatever has become of it.
 */
export interface ScriptRunRequest {
  /** Unique; derived from the cause, such as firing, trigger and action. */
  readonly actionKey: string;
  readonly script: ScriptToRun;
  readonly mode: ScriptMode;
  readonly context: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly lenientParams?: boolean;
  readonly trigger: ScriptRunTrigger;
  readonly securityContext: SecurityContext;
  readonly itemId: string | null;
  readonly recipient: string | null;
  /** Instead of the script's own limit. */
  readonly timeoutSeconds?: number;
}

export type ScriptToRun =
  | {
      readonly kind: 'stored';
      readonly name: string;
      readonly version: number | 'latest';
      /** Names of secrets that this run is given besides those of the script. */
      readonly secrets?: readonly string[];
      /** Instead of those of the script. */
      readonly limits?: Partial<ScriptLimits>;
    }
  /** The text that stands in a step of the workflow builder: a version of a definition never changes. */
  | { readonly kind: 'step'; readonly definition: string; readonly version: number; readonly step: string }
  | {
      readonly kind: 'plugin';
      readonly name: string;
      /** Names of the secrets that this run is given. */
      readonly secrets?: readonly string[];
    }
  /** Looks at a module of the folder for plug-ins, which is not registered yet. */
  | { readonly kind: 'module'; readonly module: string }
  /** A program of ours that a worker runs like a script. */
  | { readonly kind: 'builtin'; readonly name: 'syntax' };

/** What crosses the workflow's history: ids, codes and numbers; words of a script may tell of certificates. */
export interface ScriptRunSummary {
  readonly runId: string;
  readonly status: ScriptRunStatus;
  readonly exitCode: number | null;
  readonly errorCount: number;
  readonly sendEmail: boolean;
}

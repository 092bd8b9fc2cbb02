/** Messages of runs of scripts: ids, codes and numbers only. */
import type { ScriptRunSummary } from '../../domain/scripts/run-request';
import type { SecurityContext } from '../../domain/scripts/runtime';

/** A run that is prepared, as a workflow needs it to have it done. */
export interface ScriptRunPlan {
  readonly runId: string;
  /** Whose queue it goes to. */
  readonly context: SecurityContext;
  readonly timeoutSeconds: number;
  /** How long it may wait for a worker where none polls. */
  readonly scheduleToStartSeconds: number;
}

/**
 * What came of an attempt to have a run done: its end, and the run that follows where its worker was lost and it may be
 * repeated; or that it has not begun and somebody has to ask again.
 */
export type ScriptRunStep =
  | { readonly kind: 'ended'; readonly summary: ScriptRunSummary; readonly next?: ScriptRunPlan }
  | { readonly kind: 'waiting' };

/** Why a workflow knows nothing of the end of a run. */
export type ScriptRunDoubt = 'not_started' | 'lost' | 'cancelled';

/** `script run, succeeded`. */
export function scriptRunInWords({ status }: Pick<ScriptRunSummary, 'status'>): string {
  return `script run, ${status}`;
}

/** A script that an action of a firing has asked for. */
export interface ScriptEffect {
  readonly firingId: string;
  readonly trigger: string;
  readonly actionId: string;
  readonly plan: ScriptRunPlan;
  /** False: what comes of it is not part of the firing. */
  readonly wait: boolean;
  /** Absent: it runs once. */
  readonly retry?: ScriptRetryPace;
  /** Number of the attempt that may come next; absent before the first has ended. */
  readonly nextAttempt?: number;
  /** The run of the plan has ended, and from this moment on (ms since 1970) there may be another attempt. */
  readonly pausedUntil?: number;
}

/** Scripts of firings of which more are to be opened, as an activity gives them. */
export interface OpenedScripts {
  readonly scripts: readonly ScriptEffect[];
  /** Firings with further scripts, which were too many to be opened together. */
  readonly more: readonly string[];
}

/** What one run of a workflow leaves to the next: ids and numbers only, well under 128 KiB. */
export interface ScriptsLeft {
  readonly scripts: readonly ScriptEffect[];
  /** Firings that have to be asked what can be opened now. */
  readonly ask: readonly string[];
  /** Firings whose deliveries are to be followed, because some were opened behind a script. */
  readonly follow: readonly string[];
  /** Scripts that workers have in their queue at once. */
  readonly lanes: number;
}

export interface ScriptRetryPace {
  readonly maxAttempts: number;
  readonly initialMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** Endings after which another attempt may go better; what a worker or a person has ended is not tried again. */
const tryAgain: readonly ScriptRunSummary['status'][] = [
  'failed',
  'timed_out',
  'memory_exceeded',
  'process_limit',
  'invalid_result',
];

/** How long to wait before the attempt behind this one; undefined: there is none. */
export function pauseBefore(
  attempt: number,
  { status }: Pick<ScriptRunSummary, 'status'>,
  retry: ScriptRetryPace | undefined,
): number | undefined {
  if (retry === undefined || attempt > retry.maxAttempts || !tryAgain.includes(status)) return undefined;
  return Math.min(retry.maxMs, retry.initialMs * retry.factor ** (attempt - 2));
}

/** Parts that go on beside each other. */
const parts = 4;

/** Splits what is left by firing, so that what takes long in one part does not hold up the others. */
export function partsOf(left: ScriptsLeft): readonly { readonly firingId: string; readonly part: ScriptsLeft }[] {
  const { scripts, ask, follow } = left;
  const firings = [...new Set([...scripts.map(({ firingId }) => firingId), ...ask, ...follow])];
  const count = Math.min(parts, firings.length);
  return Array.from({ length: count }, (_, index) => {
    const own = new Set(firings.filter((_firing, at) => at % count === index));
    const part = {
      scripts: scripts.filter(({ firingId }) => own.has(firingId)),
      ask: ask.filter((firingId) => own.has(firingId)),
      follow: follow.filter((firingId) => own.has(firingId)),
      lanes: Math.max(1, Math.floor(left.lanes / count)),
    };
    return { firingId: firings[index]!, part };
  });
}

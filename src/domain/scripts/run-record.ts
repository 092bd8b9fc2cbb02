import type { ScriptRunTrigger } from './run-request';
import type { ScriptEnding, ScriptError, ScriptMode, ScriptRunStatus } from './run';
import type { Runtime, SecurityContext } from './runtime';

/** A file that a run left, without its content. */
export interface KeptArtefact {
  readonly name: string;
  readonly bytes: number;
}

/** What a list shows of a run. Its output, result and artefacts are kept apart. */
export interface ScriptRun {
  readonly runId: string;
  /** Runs of one cause share it; each further attempt is a run of its own. */
  readonly actionKey: string;
  /** From 1. */
  readonly attempt: number;
  readonly script: string;
  /** Null for a plug-in. */
  readonly version: number | null;
  readonly sha256: string;
  readonly runtime: Runtime;
  readonly mode: ScriptMode;
  readonly trigger: ScriptRunTrigger;
  readonly itemId: string | null;
  readonly recipient: string | null;
  readonly context: SecurityContext;
  readonly lock: string | null;
  readonly repeatable: boolean;
  readonly timeoutSeconds: number;
  readonly status: ScriptRunStatus;
  readonly requestedAt: Date;
  /** Null while no worker has it. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly durationMs: number | null;
  readonly workerIdentity: string | null;
  readonly host: string | null;
  readonly taskQueue: string;
  readonly osUser: string | null;
  readonly runtimeVersion: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Masked, as all texts. */
  readonly error: ScriptError | null;
  readonly errorCount: number;
  readonly notes: readonly string[];
  readonly sendEmail: boolean;
  readonly truncatedBytes: { readonly stdout: number; readonly stderr: number };
  readonly artefacts: readonly KeptArtefact[];
  readonly droppedArtefactBytes: number;
  readonly memoryLimit: 'enforced' | 'not_enforced' | null;
  readonly account: 'own' | 'shared' | null;
  readonly process: 'fresh' | 'ready' | 'warm' | null;
  /** Processes that had left the group and were ended. */
  readonly leftovers: readonly string[];
  /** Somebody wants it to end. */
  readonly cancelRequestedAt: Date | null;
}

/** What becomes of a run at its end. */
export type RunEnd = Partial<Omit<ScriptRun, 'runId' | 'actionKey' | 'attempt' | 'status'>> & {
  readonly status: ScriptRun['status'];
  readonly finishedAt: Date;
};

/** What a run left, read with the run alone. */
export interface ScriptRunOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly result: Readonly<Record<string, unknown>>;
}

/** A piece of output while the run goes on; `seq` counts from 1 over both streams. */
export interface ScriptRunChunk {
  readonly seq: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Statuses that say how a run ended. `waiting` and `running` do not. */
export function hasRunEnded(status: ScriptRunStatus): boolean {
  return status !== 'waiting' && status !== 'running';
}

/** How a run ended that no runner has an ending for. */
export type UnrunEnding = Exclude<ScriptRunStatus, ScriptEnding | 'waiting' | 'running'>;

const headChars = 4_096;
const tailChars = 2_048;

/**
 * What a search for text looks at, in lower case: names, the error, the beginning and the end of what was printed. All
 * of the output would make every search read megabytes for each run.
 */
export function searchTextOf(
  run: Pick<ScriptRun, 'script' | 'itemId' | 'recipient' | 'error' | 'notes'>,
  output: Pick<ScriptRunOutput, 'stdout' | 'stderr'>,
): string {
  const ends = (text: string) =>
    text.length <= headChars + tailChars ? text : `${text.slice(0, headChars)}\n${text.slice(-tailChars)}`;
  const notes = run.notes.join('\n').slice(0, headChars);
  const parts = [run.script, run.itemId, run.recipient, run.error?.message, notes, ends(output.stdout)];
  return [...parts, ends(output.stderr)]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join('\n')
    .toLowerCase();
}

import type { EntryLevel } from '../event-log/entry';
import type { Runtime, SecurityContext } from './runtime';
import type { ScriptLimits, ScriptSettings } from './script';

export const scriptRunStatuses = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'memory_exceeded',
  'process_limit',
  'invalid_result',
  'secret_unavailable',
  'runtime_unavailable',
  'worker_lost',
  'no_worker',
] as const;
export type ScriptRunStatus = (typeof scriptRunStatuses)[number];
/** What a runner can say; the others are said of a run that it never had, or never ended. */
export type ScriptEnding = Extract<
  ScriptRunStatus,
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'cancelled'
  | 'memory_exceeded'
  | 'process_limit'
  | 'invalid_result'
  | 'runtime_unavailable'
>;

/** `handler`: the script works on `$context`, which is read back. `workflow`: parameters in, a table out. */
export type ScriptMode = 'handler' | 'workflow';

/** What the program is given to run: a text, or a module of the plug-in folder that has been checked. */
export type ScriptSource =
  { readonly kind: 'text'; readonly content: string } | { readonly kind: 'module'; readonly path: string };

/** What a script is given of a connection: it makes the request itself. */
export interface ScriptConnection {
  /** Paths are appended. */
  readonly baseUrl: string;
  /** What lets the request in, such as `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM certificates to be trusted beside those of the machine. */
  readonly ca: string | null;
}

/** One run as a runner takes it. Nothing in here is read by the runner but what it needs to start and stop it. */
export interface ScriptJob {
  readonly runId: string;
  readonly runtime: Runtime;
  readonly mode: ScriptMode;
  readonly name: string;
  readonly source: ScriptSource;
  /** Of the source; with the security context it names the warm process. */
  readonly sha256: string;
  /** Shared scripts of the same runtime, which lie beside it. */
  readonly neighbours: readonly { readonly name: string; readonly content: string }[];
  /** JSON values; dates are ISO 8601 text. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, unknown>>;
  /** By name. Masked in whatever the run leaves. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Services that it may call, by name. */
  readonly connections?: Readonly<Record<string, ScriptConnection>>;
  /** Further values that are masked in whatever the run leaves. */
  readonly masked?: readonly string[];
  readonly settings: ScriptSettings;
  /** Surplus parameters are left out with a note instead of failing the run: what imported steps need. */
  readonly lenientParams: boolean;
  readonly limits: ScriptLimits;
  readonly securityContext: SecurityContext;
}

export interface ScriptError {
  readonly message: string;
  readonly type: string | null;
  readonly id: string | null;
  /** Of the script's text, from 1. */
  readonly line: number | null;
}

/** An entry that the script wrote to the event log, in its order. */
export interface ScriptLogEntry {
  readonly source: string;
  readonly eventId: number;
  readonly level: EntryLevel;
  readonly category: number;
  readonly message: string;
  /** ISO 8601. */
  readonly time: string;
  /** `log`, `computer`, `rawData` (base64) where the script gave them. */
  readonly data: Readonly<Record<string, string>>;
}

/** A file that a script of `windows: true` left on its drive. */
export interface ScriptArtefact {
  /** Path below the drive with `/`. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** What became of a run. Texts are masked, and free of control sequences. */
export interface ScriptOutcome {
  readonly status: ScriptEnding;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes that were read and dropped. */
  readonly truncatedBytes: { readonly stdout: number; readonly stderr: number };
  /** Variables of the result. */
  readonly result: Readonly<Record<string, unknown>>;
  /** False when the script said so. */
  readonly sendEmail: boolean;
  readonly error: ScriptError | null;
  /** Failed statements that did not end the script. */
  readonly errorCount: number;
  readonly notes: readonly string[];
  readonly events: readonly ScriptLogEntry[];
  readonly artefacts: readonly ScriptArtefact[];
  /** Bytes of artefacts over the limit. */
  readonly droppedArtefactBytes: number;
  readonly memoryLimit: 'enforced' | 'not_enforced';
  readonly account: 'own' | 'shared';
  readonly osUser: string;
  readonly process: 'fresh' | 'ready' | 'warm';
  readonly runtimeVersion: string | null;
  readonly durationMs: number;
  /** Processes that had left the group and were ended, as `pid program`. */
  readonly leftovers: readonly string[];
}

export interface ScriptRunHooks {
  /** Stops the run as its time limit does; it ends as `cancelled`. */
  readonly signal: AbortSignal;
  /** Called with each masked piece of text as it comes. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Once the run has a process: what a later start needs to find it again. */
  readonly onStart?: (process: { readonly pid: number; readonly startedAt: string }) => void;
}

/** Runs scripts in child processes. Never rejects for what a script does. */
export interface ScriptRunner {
  run(job: ScriptJob, hooks: ScriptRunHooks): Promise<ScriptOutcome>;
  /** Ends what an earlier process of this host left running under this run id; tells what it ended. */
  endLeftovers(runId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

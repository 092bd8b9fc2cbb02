import type { Runtime } from '../../domain/scripts/runtime';
import type { ScriptError, ScriptJob } from '../../domain/scripts/run';
import type { RunPaths } from '../process/environment';

/** How one runtime is started and understood. */
export interface RuntimeAdapter {
  readonly runtime: Runtime;
  /** Of the worker where nothing is set. */
  readonly command: readonly string[];
  /** What asks it to end and lets its scripts tidy up. */
  readonly softStop: NodeJS.Signals;
  /** Programs of ours that it runs, next to this module's folder; null where scripts run without one. */
  readonly programs: { readonly folder: string; readonly names: readonly string[] } | null;
  /** Whether a host writes the result, or the script its variables. */
  readonly resultOf: 'host' | 'script';
  /** Whether its host asks the worker for HTTP requests, over a socket that its request names. */
  readonly usesHttp?: boolean;
  /** The fixed arguments of a run. Nothing of the job may be in here but paths: all accounts can read them. */
  argv(command: readonly string[], run: RunArguments): readonly string[];
  /** How a process is started that serves runs over a socket; absent where each run has to have one of its own. */
  readonly serves?: {
    argv(command: readonly string[], paths: { readonly programs: string; readonly socket: string }): readonly string[];
    /** Name, among its programs, of the script that such a process runs before it waits. */
    readonly practice: string;
  };
  /** Variables beside those that each script has; `programs` is where the runtime's programs lie. */
  environment?(programs: string): Readonly<Record<string, string>>;
  /** Asks the program for its version. */
  readonly versionCommand: (command: readonly string[], programs: string) => readonly string[];
  /** What its answer says; null when that is no answer of this runtime. */
  readVersion(answer: string): VersionAnswer | null;
  /** The error that ended a script without a host, out of what it wrote to stderr. */
  errorIn?(stderr: string, scriptFile: string): ScriptError | null;
  /** Done once, before the first run. */
  prepare?(adapter: RuntimeAdapter, found: FoundProgram): Promise<void>;
}

export interface VersionAnswer {
  readonly version: string;
  /** What to run in place of a launcher that only finds it. */
  readonly command?: readonly string[];
  /** Variables that this program needs. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** A runtime's program on this machine. */
export interface FoundProgram {
  readonly command: readonly string[];
  /** Where programs of ours for it lie. */
  readonly programs: string;
  /** Variables beside those that each script has. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunArguments extends RunPaths {
  readonly script: string;
  /** Where the runtime's programs lie. */
  readonly programs: string;
}

/** What a request's file holds, contract 1. A handler finds its parameters in its context, where they win over its keys. */
export function requestOf(job: ScriptJob, more: Readonly<Record<string, unknown>> = {}): string {
  const { runId, mode, context, params, secrets, connections, settings, lenientParams } = job;
  return JSON.stringify({
    contract: 1,
    runId,
    mode,
    context: mode === 'handler' ? withParams(context, params) : context,
    params,
    secrets,
    ...(connections === undefined ? {} : { connections }),
    ...(settings.strict ? { strict: true } : {}),
    ...(settings.windows ? { windows: true } : {}),
    ...(lenientParams ? { lenientParams: true } : {}),
    ...more,
  });
}

function withParams(context: ScriptJob['context'], params: ScriptJob['params']): ScriptJob['context'] {
  const names = new Set(Object.keys(params).map((name) => name.toLowerCase()));
  const others = Object.entries(context).filter(([key]) => !names.has(key.toLowerCase()));
  return Object.fromEntries([...others, ...Object.entries(params)]);
}

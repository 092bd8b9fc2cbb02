import { CertloomError } from '../../domain/problem';
import type { ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { uuidOf } from '../../store/database/derived-ids';
import type { ScriptRunInput, ScriptRunStore } from '../../store/scripts/runs';
import { scriptQueue } from '../../temporal/ids';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import type { LoadedScript, LoadScript } from './loaded-script';

export interface PrepareDeps {
  readonly runs: Pick<ScriptRunStore, 'add' | 'find' | 'input' | 'attempts'>;
  readonly load: LoadScript;
  readonly scheduleToStartSeconds: () => Promise<number>;
  readonly now: () => Date;
}

export interface PlannedRun {
  readonly plan: ScriptRunPlan;
  /** Some workflow has it in its hands, or has had it. */
  readonly isBegun: boolean;
}

/** The run of a cause: the same key and attempt is the same run, on every machine. */
export function scriptRunId(actionKey: string, attempt: number): string {
  return uuidOf(`script run:${actionKey}:${attempt}`);
}

/** A run of the history of which nothing is known yet. */
function waitingRun(
  request: Omit<ScriptRunRequest, 'script' | 'context' | 'params' | 'lenientParams'>,
  script: LoadedScript,
  attempt: number,
  requestedAt: Date,
): ScriptRun {
  const { actionKey, mode, trigger, itemId, recipient, securityContext } = request;
  const { name, version, sha256, runtime, lock, repeatable, limits } = script;
  return {
    runId: scriptRunId(actionKey, attempt),
    ...{ actionKey, attempt, script: name, version, sha256, runtime, mode, trigger, itemId, recipient },
    ...{ context: securityContext, lock, repeatable, taskQueue: scriptQueue(securityContext) },
    timeoutSeconds: request.timeoutSeconds ?? limits.timeoutSeconds,
    ...{ status: 'waiting', requestedAt, startedAt: null, finishedAt: null, durationMs: null },
    ...{ workerIdentity: null, host: null, osUser: null, runtimeVersion: null, exitCode: null, signal: null },
    ...{ error: null, errorCount: 0, notes: [], sendEmail: true, truncatedBytes: { stdout: 0, stderr: 0 } },
    ...{ artefacts: [], droppedArtefactBytes: 0, memoryLimit: null, account: null, process: null, leftovers: [] },
    cancelRequestedAt: null,
  };
}

/** Writes down runs before anybody does them. */
export function createPrepareRuns({ runs, load, scheduleToStartSeconds, now }: PrepareDeps) {
  async function planOf({ runId, context, timeoutSeconds }: ScriptRun): Promise<ScriptRunPlan> {
    return { runId, context, timeoutSeconds, scheduleToStartSeconds: await scheduleToStartSeconds() };
  }

  async function newest(actionKey: string): Promise<PlannedRun | undefined> {
    const run = (await runs.attempts(actionKey)).at(-1);
    return run === undefined ? undefined : { plan: await planOf(run), isBegun: run.status !== 'waiting' };
  }

  return {
    /**
     * The run of the request, made or joined; a retry is another attempt under the same key. Throws `not_found` where
     * there is no such script or version.
     */
    async prepare(request: ScriptRunRequest, attempt = 1): Promise<ScriptRunPlan> {
      const known = await runs.find(scriptRunId(request.actionKey, attempt));
      if (known !== null) return planOf(known);
      const script = await load(request.script);
      if (script === undefined) throw new CertloomError('not_found', missingInWords(request.script));
      const { context, params, lenientParams = false } = request;
      const input: ScriptRunInput = { context, params, lenientParams, source: pinned(request.script, script) };
      return planOf(await runs.add(waitingRun(request, script, attempt, now()), input));
    },

    /** The newest run of a cause; undefined where there is none yet. */
    async planned(actionKey: string): Promise<ScriptRunPlan | undefined> {
      return (await newest(actionKey))?.plan;
    },

    /** The same, and whether anybody has begun with it. */
    newest,

    /** The run behind one of the same cause, with the same script, version and input; undefined once that is erased. */
    async prepareNext(run: ScriptRun): Promise<ScriptRunPlan | undefined> {
      const attempt = run.attempt + 1;
      const known = await runs.find(scriptRunId(run.actionKey, attempt));
      if (known !== null) return planOf(known);
      const input = await runs.input(run.actionKey);
      const script = input === null ? undefined : await load(input.source);
      if (input === null || script === undefined) return undefined;
      const { actionKey, mode, trigger, itemId, recipient, context: securityContext, timeoutSeconds } = run;
      const request = { actionKey, mode, trigger, itemId, recipient, securityContext, timeoutSeconds };
      return planOf(await runs.add(waitingRun(request, script, attempt, now()), input));
    },
  };
}

export type PrepareRuns = ReturnType<typeof createPrepareRuns>;

/** `latest` is settled when the run is asked for: what is saved later does not change it. */
function pinned(asked: ScriptRunRequest['script'], { version }: LoadedScript): ScriptRunRequest['script'] {
  return asked.kind === 'stored' && version !== null ? { ...asked, version } : asked;
}

function missingInWords(script: ScriptRunRequest['script']): string {
  if (script.kind === 'plugin') return `There is no plug-in "${script.name}".`;
  if (script.kind === 'module') return `There is no module "${script.module}".`;
  if (script.kind === 'step') return `There is no script in step ${script.step}.`;
  if (script.kind === 'builtin') return `There is no program "${script.name}".`;
  const { name, version } = script;
  return version === 'latest'
    ? `There is no script "${name}".`
    : `There is no version ${version} of a script "${name}".`;
}

import { readManifest, type PluginManifest } from '../../domain/plugins/manifest';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import type { ScriptRunStore } from '../../store/scripts/runs';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';

export interface InspectDeps {
  readonly prepare: (request: ScriptRunRequest) => Promise<ScriptRunPlan>;
  /** Starts a prepared run. */
  readonly start: (plan: ScriptRunPlan) => Promise<void>;
  readonly runs: Pick<ScriptRunStore, 'find' | 'output' | 'requestCancel'>;
  /** Whether some worker runs scripts that people start. */
  readonly hasWorker: () => Promise<boolean>;
  readonly newId: () => string;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly now: () => Date;
}

/** What a worker found in a module's file. */
export interface InspectedModule {
  readonly sha256: string;
  readonly manifest: PluginManifest;
}

const lookMs = 100;
const patienceMs = 30_000;

/**
 * Has a worker look at a module in a process of its own, as it would run it, and waits for the answer. The run is
 * recorded like any other. Throws `validation_failed`, and `engine_unavailable` where no worker answers.
 */
export function createInspectModule(deps: InspectDeps) {
  const { runs, wait } = deps;

  async function ended(runId: string): Promise<ScriptRun> {
    for (let waitedMs = 0; ; waitedMs += lookMs) {
      const run = await runs.find(runId);
      if (run !== null && hasRunEnded(run.status)) return run;
      if (waitedMs >= patienceMs) {
        await runs.requestCancel(runId, deps.now());
        throw unanswered('No worker looked at the module in time. Try again when the workers have less to do.');
      }
      await wait(lookMs);
    }
  }

  return async function inspect(module: string): Promise<InspectedModule> {
    if (!(await deps.hasWorker())) {
      throw unanswered('No worker serves the queue scripts-api: start one with it in CERTLOOM_WORKER_SERVES.');
    }
    const plan = await deps.prepare({
      ...{ actionKey: `plugin/${deps.newId()}`, script: { kind: 'module', module }, mode: 'workflow' },
      ...{ context: {}, params: {}, trigger: { kind: 'plugin', module }, securityContext: 'api' },
      ...{ itemId: null, recipient: null },
    });
    await deps.start(plan);
    const run = await ended(plan.runId);
    if (run.status !== 'succeeded') {
      const { id = null, message = run.status } = run.error ?? {};
      throw refused([{ pointer: '', code: id !== null && ours.has(id) ? id : 'module_failed', detail: message }]);
    }
    return toInspected((await runs.output(plan.runId))?.result ?? {});
  };
}

export type InspectModule = ReturnType<typeof createInspectModule>;

const ours: ReadonlySet<string> = new Set(['no_plugin_folder', 'module_outside']);

function toInspected({ sha256, isCallable, manifest }: Readonly<Record<string, unknown>>): InspectedModule {
  if (isCallable !== true || typeof sha256 !== 'string') {
    const detail = 'the module has no default export that is a function';
    throw refused([{ pointer: '', code: 'not_a_plugin', detail }]);
  }
  const read = readManifest(manifest);
  if ('manifest' in read) return { sha256, manifest: read.manifest };
  throw refused(read.faults.map((one) => ({ ...one, detail: inManifest(one) })));
}

/** The request holds the path alone, so all pointers are to it, and the words say where in the manifest. */
function inManifest({ pointer, detail }: Fault): string {
  return pointer === '' ? detail : `manifest${pointer}: ${detail}`;
}

function refused(faults: readonly Fault[]): CertloomError {
  return validationFailed(faults.map((one) => ({ ...one, pointer: '/module' })));
}

function unanswered(detail: string): CertloomError {
  return new CertloomError('engine_unavailable', detail);
}

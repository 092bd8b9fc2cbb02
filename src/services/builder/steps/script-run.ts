import { isCertloomError } from '../../../domain/problem';
import { hasRunEnded, type ScriptRun } from '../../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../../domain/scripts/run-request';
import { isPlainObject } from '../../../domain/values/json';
import type { ScriptRunStore } from '../../../store/scripts/runs';
import type { PrepareRuns } from '../../scripts/prepare';
import { mayFollow } from '../../scripts/steps';
import type { StepOutcome, StepRunner, StepWork } from './step-runner';

export interface ScriptStepDeps {
  readonly prepare: Pick<PrepareRuns, 'prepare' | 'planned'>;
  readonly runs: Pick<ScriptRunStore, 'attempts' | 'output'>;
}

/**
 * Steps that are runs of scripts: the workflow has them done, and the visit is over when the record of the run says what
 * came of it. The key of the visit is the action key of its runs, so that it is done once.
 */
export function createScriptStepRunner(
  code: string,
  scriptOf: (work: StepWork) => ScriptRunRequest['script'],
  { prepare, runs }: ScriptStepDeps,
): StepRunner {
  async function planOf(work: StepWork, attempt: number): Promise<StepOutcome> {
    try {
      return { kind: 'script', plan: await prepare.prepare(requestOf(work, scriptOf(work)), attempt) };
    } catch (error) {
      if (!isCertloomError(error)) throw error;
      return failedStep(error.code === 'not_found' ? 'script_missing' : error.code, error.detail);
    }
  }

  async function ended(run: ScriptRun): Promise<StepOutcome> {
    const { status, error, exitCode, runId } = run;
    if (status === 'succeeded') {
      const result = (await runs.output(runId))?.result;
      const variables = isPlainObject(result) ? result : {};
      return { kind: 'done', variables, outputs: variables };
    }
    const code = exitCode === null ? `The script ended as ${status}.` : `Exit code ${exitCode}.`;
    return failedStep(status, error?.message ?? code);
  }

  return {
    code,

    preview: (work) => ({ script: scriptOf(work), parameters: work.settings['parameters'] ?? {} }),

    async run(work) {
      const attempts = await runs.attempts(work.key);
      const last = attempts.at(-1);
      if (last === undefined) return planOf(work, 1);
      if (!hasRunEnded(last.status) || mayFollow(last)) {
        const plan = await prepare.planned(work.key);
        return plan === undefined
          ? failedStep('script_missing', 'The run of the script is gone.')
          : { kind: 'script', plan };
      }
      const outcome = await ended(last);
      // What a worker or a person has ended is not tried again.
      const isFinal = outcome.kind !== 'failed' || last.status === 'worker_lost' || last.status === 'cancelled';
      return isFinal || attempts.length >= (work.step.retry?.attempts ?? 1)
        ? outcome
        : planOf(work, attempts.length + 1);
    },
  };
}

function requestOf({ instance, step, visit, key, settings }: StepWork, script: ScriptRunRequest['script']) {
  const limits = settings['limits'];
  const own = isPlainObject(limits) ? limits['timeoutSeconds'] : undefined;
  const timeoutSeconds = step.timeoutSeconds ?? (typeof own === 'number' ? own : undefined);
  const request: ScriptRunRequest = {
    ...{ actionKey: key, script, mode: 'workflow', context: {} },
    params: (settings['parameters'] ?? {}) as Record<string, unknown>,
    trigger: { kind: 'instance', instanceId: instance.uuid, step: step.uniqueName, visit },
    ...{ securityContext: instance.context, itemId: instance.item?.uuid ?? null, recipient: null },
    lenientParams: step.origin !== null,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
  return request;
}

/** No other try will change it. */
function failedStep(code: string, message: string): StepOutcome {
  return { kind: 'failed', error: { code, message }, isTemporary: false };
}

import type { JobEnd, ScheduledJob } from '../../domain/jobs/job';
import { isCertloomError, type Fault } from '../../domain/problem';
import type { ScriptRun } from '../../domain/scripts/run-record';
import { isPlainObject } from '../../domain/values/json';
import type { JobStep, JobType } from '../jobs/job-type';
import type { AskedRun } from './asked-run';

export interface ScriptJobDeps {
  readonly find: (
    name: string,
  ) => Promise<{ readonly categories: readonly string[]; readonly currentVersion: number } | undefined>;
  readonly ask: AskedRun;
}

/** How often a run that is under way is looked at. */
const lookMs = 2_000;
const known = ['script', 'version', 'parameters'];

interface Wanted {
  readonly script: string;
  readonly version: number | 'latest';
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Scripts by the clock: each execution is one run in the context `service`, and the job waits for its end. */
export function createScriptJob({ find, ask }: ScriptJobDeps): JobType {
  return {
    code: 'script',
    description:
      'Runs a script. Its parameter `script` is the name of one of the category workflow; `version` a number or `latest`, `parameters` what it is given.',
    system: null,
    permission: 'scripts:execute',

    async check(parameters) {
      const { wanted, faults } = read(parameters);
      if (wanted === undefined) return faults;
      const found = await find(wanted.script);
      if (found === undefined) return [...faults, fault('script', 'target_missing', 'there is no script of this name')];
      const { version } = wanted;
      return [
        ...faults,
        ...(found.categories.includes('workflow')
          ? []
          : [fault('script', 'wrong_category', 'the script is not of the category workflow')]),
        ...(version === 'latest' || version <= found.currentVersion
          ? []
          : [fault('version', 'target_missing', `the script has ${found.currentVersion} versions`)]),
      ];
    },

    async run({ job, executionId }): Promise<JobStep> {
      const { wanted } = read(job.parameters);
      if (wanted === undefined) return failed('The parameters of this job name no script.', null);
      try {
        const ended = await ask({
          ...{
            actionKey: `job/${executionId}`,
            mode: 'workflow',
            params: wanted.parameters,
            itemId: null,
            recipient: null,
          },
          script: { kind: 'stored', name: wanted.script, version: wanted.version },
          context: { job: { id: job.uuid, name: job.name }, executionId },
          trigger: { kind: 'job', jobId: job.uuid, executionId },
          securityContext: 'service',
        });
        return ended === undefined ? { status: 'again', afterMs: lookMs } : endOf(ended);
      } catch (error) {
        if (!isCertloomError(error)) throw error;
        return failed(error.detail, null);
      }
    },
  };
}

function read(given: ScheduledJob['parameters']): { readonly wanted: Wanted | undefined; readonly faults: Fault[] } {
  const { script, version = 'latest', parameters = {} } = given;
  const faults = [
    ...(typeof script === 'string' && script !== ''
      ? []
      : [fault('script', 'wrong_value', 'the name of a script is expected')]),
    ...(version === 'latest' || (Number.isSafeInteger(version) && Number(version) > 0)
      ? []
      : [fault('version', 'wrong_value', 'a number from 1 or latest is expected')]),
    ...(isPlainObject(parameters) ? [] : [fault('parameters', 'wrong_value', 'an object is expected')]),
    ...Object.keys(given)
      .filter((name) => !known.includes(name))
      .map((name) => fault(name, 'unknown_field', 'jobs of this kind take no such parameter')),
  ];
  if (faults.some(({ code }) => code === 'wrong_value')) return { wanted: undefined, faults };
  return { wanted: { script, version, parameters } as Wanted, faults };
}

function endOf({ runId, status, exitCode, error, errorCount }: ScriptRun): JobEnd {
  const result = { runId, status, exitCode, errorCount };
  if (status === 'succeeded') return { status: 'succeeded', message: null, result };
  return { status: 'failed', message: error?.message.slice(0, 500) ?? status, result };
}

function failed(message: string, result: JobEnd['result']): JobEnd {
  return { status: 'failed', message, result };
}

function fault(name: string, code: string, detail: string): Fault {
  return { pointer: `/${name}`, code, detail };
}

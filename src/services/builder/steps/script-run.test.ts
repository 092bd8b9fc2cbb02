import { aStep, stepWork } from '../../../../test/support/builder';
import { CertloomError } from '../../../domain/problem';
import type { ScriptRun } from '../../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../../domain/scripts/run-request';
import { createScriptStepRunner } from './script-run';

const plan = { runId: 'r1', context: 'service', timeoutSeconds: 9, scheduleToStartSeconds: 9 } as const;
const { signal } = new AbortController();
let attempts: Partial<ScriptRun>[] = [];
let asked: { request: ScriptRunRequest; attempt: number }[] = [];
let fault: Error | undefined;
const runner = createScriptStepRunner('custom_script', () => ({ kind: 'stored', name: 'ops', version: 'latest' }), {
  prepare: {
    async prepare(request, attempt = 1) {
      if (fault !== undefined) throw fault;
      asked.push({ request, attempt });
      return plan;
    },
    planned: async () => plan,
  },
  runs: {
    attempts: async () => attempts as ScriptRun[],
    output: async () => ({ stdout: '', stderr: '', result: { ticket: 7 } }),
  },
});
const settings = { parameters: { cn: 'web', n: 3 }, limits: { timeoutSeconds: 7 } };
const work = (change: Parameters<typeof stepWork>[2] = {}) => stepWork('custom_script', settings, change);
const ended = (status: ScriptRun['status'], more: Partial<ScriptRun> = {}): Partial<ScriptRun> => ({
  ...{ runId: 'r1', status, exitCode: 0, error: null, repeatable: false, attempt: 1, cancelRequestedAt: null },
  ...more,
});

beforeEach(() => {
  [attempts, asked, fault] = [[], [], undefined];
});

it('has a run prepared under the key of the visit', async () => {
  expect(await runner.run(work(), signal)).toEqual({ kind: 'script', plan });
  expect(asked).toMatchObject([
    {
      attempt: 1,
      request: {
        ...{ actionKey: 'i1:1:Ask:1', mode: 'workflow', params: { cn: 'web', n: 3 }, securityContext: 'service' },
        ...{ trigger: { kind: 'instance', instanceId: 'i1', step: 'Ask', visit: 1 }, timeoutSeconds: 7 },
      },
    },
  ]);
});

it('waits for the run that is there, and takes its result for variables', async () => {
  attempts = [ended('running')];
  expect(await runner.run(work(), signal)).toEqual({ kind: 'script', plan });
  attempts = [ended('succeeded')];
  expect(await runner.run(work(), signal)).toMatchObject({ kind: 'done', variables: { ticket: 7 } });
  expect(asked).toEqual([]);
});

it('fails with the status of the run, and tries again as often as the step says', async () => {
  attempts = [ended('failed', { exitCode: 3 })];
  expect(await runner.run(work(), signal)).toMatchObject({ error: { code: 'failed', message: 'Exit code 3.' } });
  const step = aStep('Ask', 'custom_script', { settings, retry: { attempts: 2, firstPauseSeconds: 1 } });
  expect(await runner.run(work({ step }), signal)).toEqual({ kind: 'script', plan });
  expect(asked).toMatchObject([{ attempt: 2 }]);
  attempts = [ended('failed'), ended('timed_out', { exitCode: null })];
  expect(await runner.run(work({ step }), signal)).toMatchObject({ error: { code: 'timed_out' } });
  attempts = [ended('worker_lost', { exitCode: null })];
  expect(await runner.run(work({ step }), signal)).toMatchObject({ error: { code: 'worker_lost' } });
});

it('leaves a lost run that may be repeated to the workflow', async () => {
  attempts = [ended('worker_lost', { repeatable: true })];
  expect(await runner.run(work(), signal)).toEqual({ kind: 'script', plan });
});

it('says which script is missing', async () => {
  fault = new CertloomError('not_found', 'There is no script "ops".');
  expect(await runner.run(work(), signal)).toMatchObject({ error: { code: 'script_missing' }, isTemporary: false });
});

it('shows what would be run', () =>
  expect(runner.preview!(work())).toEqual({
    script: { kind: 'stored', name: 'ops', version: 'latest' },
    parameters: { cn: 'web', n: 3 },
  }));

import type { ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { CertloomError } from '../../domain/problem';
import { effectItemOf, effectOf, itemOf } from '../../../test/support/alert-work';
import { createScriptEffect } from './script-effect';

const asked: { request: ScriptRunRequest; attempt: number | undefined }[] = [];
let attempts: Partial<ScriptRun>[] = [];
let fault: CertloomError | undefined;
const plan = { runId: 'run', context: 'api', timeoutSeconds: 1, scheduleToStartSeconds: 1 } as const;
const script = createScriptEffect({
  prepare: {
    async prepare(request, attempt) {
      asked.push({ request, attempt });
      if (fault !== undefined) throw fault;
      return plan;
    },
    planned: async () => plan,
  },
  runs: {
    attempts: async () => attempts as ScriptRun[],
    output: async () => ({ stdout: '', stderr: '', result: { ticket: 7 } }),
  },
  async run(request) {
    waited.push(request);
    if (fault !== undefined) throw fault;
    return { run: attempts.at(-1) as ScriptRun, result: {} };
  },
});
const waited: ScriptRunRequest[] = [];
const { signal } = new AbortController();
const settings = { scriptName: 'ops', parameters: { text: 'of {cn}', count: '$(count)', plain: 3 } };
const ended = (status: ScriptRun['status'], more: Partial<ScriptRun> = {}): Partial<ScriptRun> => ({
  ...{ runId: 'run', status, sendEmail: true, exitCode: 0, error: null },
  ...more,
});

beforeEach(() => {
  asked.length = 0;
  attempts = [];
  fault = undefined;
});

it('has a run prepared under the key of the effect, with its parameters filled', async () => {
  const items = [effectItemOf('one', { variables: { count: 5 } })] as const;
  const effect = effectOf('script', settings, { items, recipient: 'a@x.example' });
  expect(await script.carryOut(effect, signal)).toEqual({ kind: 'waits', plan });
  expect(asked).toMatchObject([
    {
      attempt: 1,
      request: {
        ...{ actionKey: 'key', script: { kind: 'stored', name: 'ops', version: 'latest' }, mode: 'handler' },
        ...{ params: { text: 'of one.example', count: 5, plain: 3 }, itemId: 'one', recipient: 'a@x.example' },
        ...{ securityContext: 'api', trigger: { kind: 'alert', alertId: 'alert', alertRunId: 'run' } },
        context: { recipient: 'a@x.example', recipients: ['a@x.example'], body: '<p>one.example</p>', sendEmail: true },
      },
    },
  ]);
});

it('takes nothing that a value holds for a token', async () => {
  const item = itemOf('one', { tokens: { cn: ['$(reviewer)'], dn: ['hidden'] } });
  const items = [effectItemOf('one', { item, variables: { reviewer: '{dn}', list: ['{dn}'] } })] as const;
  const parameters = { both: '{cn} $(reviewer)', deep: [{ one: '{cn}' }], list: '$(list)', kept: '$(gone) {cn}' };
  await script.carryOut(effectOf('script', { scriptName: 'ops', parameters }, { items }), signal);
  expect(asked[0]?.request.params).toEqual({
    ...{ both: '$(reviewer) {dn}', deep: [{ one: '$(reviewer)' }], list: ['{dn}'], kept: '$(gone) $(reviewer)' },
  });
});

it('waits for a run that is there, and takes what came of it', async () => {
  attempts = [{ ...ended('succeeded'), status: 'running' }];
  expect(await script.carryOut(effectOf('script', settings), signal)).toEqual({ kind: 'waits', plan });
  attempts = [ended('succeeded', { sendEmail: false })];
  const said = { variables: { ticket: 7 }, sendEmail: false };
  expect(await script.carryOut(effectOf('script', settings), signal)).toEqual({ kind: 'done', said });
  expect(await script.recall!(effectOf('script', settings))).toEqual(said);
  expect(asked).toEqual([]);
});

it('fails with the status of the run, and is uncertain where its worker was lost', async () => {
  attempts = [ended('failed', { exitCode: 3 })];
  expect(await script.carryOut(effectOf('script', settings), signal)).toMatchObject({
    ...{ kind: 'failed', error: 'failed', message: 'Exit code 3.' },
  });
  attempts = [ended('worker_lost', { exitCode: null })];
  expect(await script.carryOut(effectOf('script', settings), signal)).toMatchObject({ kind: 'uncertain' });
});

it('runs again as often as its handler says', async () => {
  attempts = [ended('failed')];
  const effect = effectOf('script', settings);
  const again = { ...effect, handler: { ...effect.handler, retry: { attempts: 2, firstPauseSeconds: 0 } } };
  expect(await script.carryOut(again, signal)).toMatchObject({ kind: 'waits' });
  expect(asked[0]?.attempt).toBe(2);
});

it('fails where there is no such script any more', async () => {
  fault = new CertloomError('not_found', 'There is no script "ops".');
  expect(await script.carryOut(effectOf('script', settings), signal)).toMatchObject({ error: 'script_missing' });
});

it('is run anew where a person has it done again, and is recalled from there', async () => {
  const byKey: Record<string, Partial<ScriptRun>[]> = { key: [ended('failed')], again: [ended('succeeded')] };
  const keys: string[] = [];
  const resent = createScriptEffect({
    prepare: { prepare: async (request) => (keys.push(request.actionKey), plan), planned: async () => plan },
    runs: {
      attempts: async (key) => (byKey[key] ?? []) as ScriptRun[],
      output: async () => ({ stdout: '', stderr: '', result: { ticket: 8 } }),
    },
    run: () => Promise.reject(new Error('nothing waits here')),
  });
  expect(await resent.carryOut(effectOf('script', settings), signal)).toMatchObject({ kind: 'failed' });
  expect(await resent.carryOut(effectOf('script', settings, { again: 'new' }), signal)).toMatchObject({
    kind: 'waits',
  });
  expect(keys).toEqual(['new']);
  expect(await resent.recall!(effectOf('script', settings, { again: 'again' }))).toMatchObject({
    variables: { ticket: 8 },
  });
  expect(await resent.recall!(effectOf('script', settings, { again: 'never' }))).toEqual({ sendEmail: true });
});

it('waits for the script itself in an error branch, and gives it what failed', async () => {
  const failure = { error: 'smtp_refused', message: 'no such user' };
  const branch = effectOf('script', { ...settings, parameters: { code: '$(error.code)' } }, { failure });
  attempts = [ended('succeeded')];
  expect(await script.carryOut(branch, signal)).toMatchObject({ kind: 'done', said: { variables: { ticket: 7 } } });
  expect(waited).toMatchObject([
    { actionKey: 'key', params: { code: 'smtp_refused' }, context: { error: { message: 'no such user' } } },
  ]);
  expect(asked).toEqual([]);
  attempts = [ended('failed', { exitCode: 3 })];
  expect(await script.carryOut(branch, signal)).toMatchObject({ kind: 'failed', error: 'failed' });
  fault = new CertloomError('not_found', 'gone');
  expect(await script.carryOut(branch, signal)).toMatchObject({ kind: 'failed', error: 'script_missing' });
});

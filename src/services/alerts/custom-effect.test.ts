import type { Plugin } from '../../domain/plugins/plugin';
import type { ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { effectOf } from '../../../test/support/alert-work';
import { createCustomEffect } from './custom-effect';

const plugin = {
  ...{ name: 'ticket', enabled: true, supports: ['expiration'] },
  parameters: [
    { name: 'title', type: 'token', required: true, description: '' },
    { name: 'note', type: 'string', required: false, description: '' },
    { name: 'key', type: 'secret', required: false, description: '' },
  ],
} as unknown as Plugin;

function world(
  run: Partial<ScriptRun> = {},
  change: Partial<Plugin> = {},
  done: Readonly<Record<string, Partial<ScriptRun>>> = {},
) {
  const asked: ScriptRunRequest[] = [];
  const runner = createCustomEffect({
    plugins: { byName: async (name) => (name === 'ticket' ? { ...plugin, ...change } : undefined) },
    runs: {
      attempts: async (key) => (key in done ? [done[key] as ScriptRun] : []),
      output: async (id) => ({ stdout: '', stderr: '', result: { of: id } }),
    },
    async run(request) {
      asked.push(request);
      const ended = { status: 'succeeded', error: null, runId: 'r', sendEmail: true, ...run } as ScriptRun;
      return { run: ended, result: { ticket: 7 } };
    },
  });
  const settings = { pluginName: 'ticket', parameters: { title: '{cn} ends', note: '{cn}', key: 'ticket-key' } };
  const carryOut = (given: object = settings) => runner.carryOut(effectOf('custom', given), AbortSignal.timeout(5_000));
  return { asked, carryOut, runner, settings };
}

it('runs the module once under the key of the effect, with its tokens filled and its secrets by name', async () => {
  const { asked, carryOut } = world();
  expect(await carryOut()).toEqual({ kind: 'done', said: { variables: { ticket: 7 }, sendEmail: true } });
  expect(asked).toMatchObject([
    {
      ...{ actionKey: 'alert/key', script: { kind: 'plugin', name: 'ticket', secrets: ['ticket-key'] } },
      ...{ mode: 'workflow', securityContext: 'api', trigger: { kind: 'alert', handlerId: 'custom' } },
      params: { title: 'one.example ends', note: '{cn}', key: 'ticket-key' },
    },
  ]);
});

it('starts nothing where the handler is gone, disabled, of another kind, or lacks a parameter', async () => {
  const errorOf = async (change: Partial<Plugin>, settings?: object) => {
    const { asked, carryOut } = world({}, change);
    const outcome = await carryOut(settings);
    expect(asked).toEqual([]);
    return outcome.kind === 'failed' ? outcome.error : outcome.kind;
  };
  expect(await errorOf({ enabled: false })).toBe('handler_disabled');
  expect(await errorOf({ supports: ['denied'] })).toBe('kind_not_supported');
  expect(await errorOf({}, { pluginName: 'gone' })).toBe('handler_missing');
  expect(await errorOf({}, { pluginName: 'ticket', parameters: {} })).toBe('invalid_parameters');
});

it('tells how a run ended that did not succeed', async () => {
  const error = { message: 'changed', type: null, id: 'module_changed', line: null };
  expect(await world({ status: 'failed', error }).carryOut()).toMatchObject({ error: 'module_changed' });
  expect(await world({ status: 'failed', error: { ...error, id: 'EACCES' } }).carryOut()).toMatchObject({
    error: 'script_failed',
  });
  expect(await world({ status: 'timed_out' }).carryOut()).toMatchObject({ kind: 'failed', error: 'timed_out' });
  expect(await world({ status: 'worker_lost' }).carryOut()).toMatchObject({ kind: 'uncertain' });
});

it('shows in a preview what it would be given, and runs nothing', () => {
  const { runner, settings, asked } = world();
  expect(runner.preview(effectOf('custom', settings))).toMatchObject({ parameters: { title: 'one.example ends' } });
  expect(asked).toEqual([]);
});

it('is run anew where a person has it done again, and is recalled from there', async () => {
  const { runner, asked, settings } = world(
    {},
    {},
    {
      'alert/key': { runId: 'first', status: 'failed', sendEmail: true },
      'alert/again': { runId: 'second', status: 'succeeded', sendEmail: false },
    },
  );
  await runner.carryOut(effectOf('custom', settings, { again: 'other' }), AbortSignal.timeout(5_000));
  expect(asked.map(({ actionKey }) => actionKey)).toEqual(['alert/other']);
  const recalled = (again: string) => runner.recall!(effectOf('custom', settings, { again }));
  expect(await recalled('again')).toEqual({ variables: { of: 'second' }, sendEmail: false });
  expect(await recalled('never')).toEqual({ sendEmail: true });
});

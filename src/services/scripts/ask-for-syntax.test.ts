import type { Runtime } from '../../domain/scripts/runtime';
import { createAskForSyntax, loadSyntaxProgram, type AskForSyntaxDeps } from './ask-for-syntax';

function scene(more: Partial<AskForSyntaxDeps> = {}, has: readonly Runtime[] = ['pwsh']) {
  const calls: string[] = [];
  const warned: string[] = [];
  const deps: AskForSyntaxDeps = {
    runtimes: async () => has,
    prepare: async ({ params, securityContext, script, timeoutSeconds }) => {
      calls.push(`prepare ${script.kind} ${String(params['Text'])} ${securityContext} ${timeoutSeconds}`);
      return { runId: 'r', context: 'api', timeoutSeconds: 5, scheduleToStartSeconds: 300 };
    },
    run: async ({ runId }, timeoutMs) => void calls.push(`run ${runId} ${timeoutMs}`),
    runs: {
      output: async () => ({ stdout: '', stderr: '', result: { tree: 'packed' } }),
      requestCancel: async (runId) => void calls.push(`cancel ${runId}`),
      erase: async ({ runId, actionKey }) => void calls.push(`erase ${runId} ${actionKey.split('/')[0]}`),
    },
    logger: { warn: (_fields: unknown, message?: string) => void warned.push(message ?? '') },
    now: () => new Date(0),
    ...more,
  };
  return { calls, warned, ask: createAskForSyntax(deps) };
}

it('has the text parsed by a worker, and erases the run', async () => {
  const { calls, ask } = scene();
  expect(await ask('$x')).toBe('packed');
  expect(calls).toEqual(['prepare builtin $x api 5', 'run r 5000', 'erase r lint']);
});

it('asks nobody where no worker has pwsh', async () => {
  const { calls, ask } = scene({}, ['bash']);
  expect(await ask('$x')).toBeUndefined();
  expect(calls).toEqual([]);
});

it('cancels a run that takes too long, and goes on without its tree', async () => {
  const { calls, warned, ask } = scene({ run: () => Promise.reject(new Error('DEADLINE_EXCEEDED')) });
  expect(await ask('$x')).toBeUndefined();
  expect(calls).toEqual(['prepare builtin $x api 5', 'cancel r']);
  expect(warned).toHaveLength(1);
});

it('gives runs the program in place of a script, and leaves other scripts to whoever has them', async () => {
  const load = loadSyntaxProgram('param($Text)');
  expect(await load({ kind: 'builtin', name: 'syntax' })).toMatchObject({
    ...{ runtime: 'pwsh', source: { kind: 'text', content: 'param($Text)' }, secrets: [] },
    settings: { reuse: true },
  });
  expect(await load({ kind: 'plugin', name: 'syntax' })).toBeUndefined();
});

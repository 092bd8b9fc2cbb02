import type { ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { createRunAndWait } from './run-and-wait';

const request = { actionKey: 'alert/1' } as ScriptRunRequest;
const runOf = (status: ScriptRun['status'], repeatable = false) => ({ runId: status, status, repeatable }) as ScriptRun;

function world(...seen: readonly ScriptRun[][]) {
  const started: string[] = [];
  let looks = 0;
  const run = createRunAndWait({
    prepare: async ({ actionKey }) => ({
      runId: actionKey,
      context: 'api',
      timeoutSeconds: 1,
      scheduleToStartSeconds: 1,
    }),
    start: async ({ runId }) => void started.push(runId),
    runs: {
      attempts: async () => seen[Math.min(looks++, seen.length - 1)]!,
      output: async (runId) => ({ stdout: '', stderr: '', result: { of: runId } }),
    },
    wait: async () => undefined,
  });
  return { run, started, looks: () => looks };
}

it('starts a run and gives its end with what it gave back', async () => {
  const { run, started } = world([runOf('waiting')], [runOf('running')], [runOf('succeeded')]);
  expect(await run(request, AbortSignal.timeout(5_000))).toMatchObject({
    ...{ run: { status: 'succeeded' }, result: { of: 'succeeded' } },
  });
  expect(started).toEqual(['alert/1']);
});

it('waits for the attempt behind one that was lost and is repeated', async () => {
  const { run } = world([runOf('worker_lost', true)], [runOf('worker_lost', true), runOf('succeeded', true)]);
  expect((await run(request, AbortSignal.timeout(5_000))).run.status).toBe('succeeded');
  expect((await world([runOf('worker_lost')]).run(request, AbortSignal.timeout(5_000))).run.status).toBe('worker_lost');
});

it('does not wait on once it is told to stop', async () => {
  await expect(world([runOf('running')]).run(request, AbortSignal.abort())).rejects.toThrow();
});

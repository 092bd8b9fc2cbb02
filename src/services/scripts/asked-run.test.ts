import { loadedScript, runRequest, runsInMemory } from '../../../test/support/script-runs';
import { createAskedRuns } from './asked-run';

function world(repeatable = false) {
  const memory = runsInMemory(loadedScript({ repeatable }));
  const started: string[] = [];
  const ask = createAskedRuns({
    prepare: memory.prepare.prepare,
    start: async ({ runId }) => void started.push(runId),
    attempts: memory.runs.attempts,
  });
  return { ...memory, started, ask: () => ask(runRequest()) };
}

it('begins a run, makes sure of it at each asking, and tells its end', async () => {
  const { ask, rows, started, change } = world();
  expect(await ask()).toBeUndefined();
  expect(await ask()).toBeUndefined();
  const [runId] = [...rows.keys()];
  expect(started).toEqual([runId, runId]);
  change(runId!, { status: 'failed' });
  expect(await ask()).toMatchObject({ runId, status: 'failed' });
});

it('waits for the run behind a lost one that may be repeated', async () => {
  const { ask, rows, change, prepare } = world(true);
  await ask();
  const [runId] = [...rows.keys()];
  change(runId!, { status: 'worker_lost' });
  expect(await ask()).toBeUndefined();
  const next = await prepare.prepareNext(rows.get(runId!)!);
  change(next!.runId, { status: 'succeeded' });
  expect(await ask()).toMatchObject({ runId: next!.runId });
});

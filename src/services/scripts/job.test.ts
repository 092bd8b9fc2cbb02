import { jobOf } from '../../../test/support/job';
import { runsInMemory } from '../../../test/support/script-runs';
import { createAskedRuns } from './asked-run';
import { createScriptJob } from './job';

function world() {
  const memory = runsInMemory();
  const started: string[] = [];
  const type = createScriptJob({
    find: async (name) =>
      name === 'notify'
        ? { categories: ['workflow'], currentVersion: 3 }
        : name === 'handles'
          ? { categories: ['handler'], currentVersion: 1 }
          : undefined,
    ask: createAskedRuns({
      prepare: (request) => memory.prepare.prepare(request),
      start: async ({ runId }) => void started.push(runId),
      attempts: memory.runs.attempts,
    }),
  });
  const run = (parameters: Record<string, unknown> = { script: 'notify', parameters: { p: 1 } }) =>
    type.run!({
      ...{ job: jobOf({ parameters }), executionId: 'e1', heartbeat: () => undefined },
      signal: new AbortController().signal,
    });
  return { ...memory, type, started, run };
}

it('has one run for each execution, and waits for its end', async () => {
  const { run, rows, started, change, inputs } = world();
  expect(await run()).toMatchObject({ status: 'again' });
  expect(await run()).toMatchObject({ status: 'again' });
  const [row] = [...rows.values()];
  expect(rows.size).toBe(1);
  expect(new Set(started)).toEqual(new Set([row!.runId]));
  expect(row).toMatchObject({ trigger: { kind: 'job', executionId: 'e1' }, context: 'service', mode: 'workflow' });
  expect(inputs.get('job/e1')).toMatchObject({ params: { p: 1 } });
  change(row!.runId, { status: 'succeeded' });
  expect(await run()).toMatchObject({ status: 'succeeded', result: { runId: row!.runId } });
});

it('fails as its script does, and where that is gone', async () => {
  const { run, rows, change } = world();
  await run();
  const [row] = [...rows.values()];
  change(row!.runId, { status: 'timed_out', error: { message: 'too long', type: null, id: null, line: null } });
  expect(await run()).toMatchObject({ status: 'failed', message: 'too long' });
  expect(await world().run({ script: 'gone' })).toMatchObject({ status: 'failed' });
});

it.each([
  [{}, '/script wrong_value'],
  [{ script: 'gone' }, '/script target_missing'],
  [{ script: 'handles' }, '/script wrong_category'],
  [{ script: 'notify', version: 4 }, '/version target_missing'],
  [{ script: 'notify', version: 'x' }, '/version wrong_value'],
  [{ script: 'notify', parameters: [] }, '/parameters wrong_value'],
  [{ script: 'notify', other: 1 }, '/other unknown_field'],
])('refuses %j', async (parameters, expected) => {
  const faults = await world().type.check!(parameters);
  expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([expected]);
});

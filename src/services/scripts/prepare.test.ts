import { loadedScript, runRequest, runsInMemory } from '../../../test/support/script-runs';

it('writes a run that waits, with the version that is the latest now', async () => {
  const { rows, inputs, prepare } = runsInMemory();
  const plan = await prepare.prepare(runRequest());
  expect(plan).toEqual({ runId: plan.runId, context: 'service', timeoutSeconds: 120, scheduleToStartSeconds: 300 });
  expect(rows.get(plan.runId)).toMatchObject({
    ...{
      status: 'waiting',
      script: 'notify',
      version: 3,
      attempt: 1,
      actionKey: 'f/t/a',
      taskQueue: 'scripts-service',
    },
  });
  expect(inputs.get('f/t/a')).toMatchObject({ params: { p: 'x' }, source: { version: 3 } });
});

it('joins the run of the same cause, whatever has become of it', async () => {
  const { rows, change, loads, prepare } = runsInMemory();
  const { runId } = await prepare.prepare(runRequest());
  change(runId, { status: 'failed' });
  expect(await prepare.prepare(runRequest({ params: { other: 1 } }))).toMatchObject({ runId });
  expect(rows.size).toBe(1);
  expect(loads).toHaveLength(1);
});

it('makes another run of each further attempt, under the same key and with the same input', async () => {
  const { rows, prepare } = runsInMemory(loadedScript({ limits: { timeoutSeconds: 9, memoryMiB: 64 } }));
  const first = await prepare.prepare(runRequest({ timeoutSeconds: 5 }));
  const next = await prepare.prepareNext(rows.get(first.runId)!);
  expect(next).toMatchObject({ context: 'service', timeoutSeconds: 5 });
  expect(next!.runId).not.toBe(first.runId);
  expect(rows.get(next!.runId)).toMatchObject({ attempt: 2, actionKey: 'f/t/a', status: 'waiting', version: 3 });
  expect(await prepare.prepareNext(rows.get(first.runId)!)).toEqual(next);
});

it('refuses what is not there', async () => {
  const { prepare } = runsInMemory(loadedScript({ name: 'other' }));
  await expect(prepare.prepare(runRequest())).rejects.toMatchObject({ code: 'not_found' });
});

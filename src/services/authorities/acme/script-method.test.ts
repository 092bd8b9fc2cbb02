import { loadedScript, runsInMemory } from '../../../../test/support/script-runs';
import { createAskedRuns } from '../../scripts/asked-run';
import { createScriptMethod } from './script-method';

const confirmation = { name: 'www.example.org', token: 't', keyAuthorization: 't.print' };
/** SHA-256 of the key authorization, base64url. */
const value = '3iJpO12wfHHKVKmbpo4VqrXbTZBb6z8AF5XnvzpxLi4';

function world(script = 'notify') {
  const memory = runsInMemory(loadedScript());
  const ask = createAskedRuns({
    ...{ prepare: memory.prepare.prepare, start: async () => undefined, attempts: memory.runs.attempts },
  });
  return { ...memory, method: createScriptMethod({ ask, authority: 'a1', script }) };
}

it('has the record made by one run of the script, and is ready when that has ended well', async () => {
  const { method, rows, inputs, change } = world();
  expect(await method.prepare(confirmation)).toBe(false);
  expect(await method.prepare(confirmation)).toBe(false);
  const [run, ...others] = [...rows.values()];
  expect(others).toEqual([]);
  expect(run).toMatchObject({ context: 'service', mode: 'workflow', trigger: { kind: 'dns01', authority: 'a1' } });
  expect(inputs.get(run!.actionKey)?.params).toEqual({ action: 'add', name: '_acme-challenge.www.example.org', value });
  change(run!.runId, { status: 'succeeded' });
  expect(await method.prepare(confirmation)).toBe(true);
});

it('refuses for good where the script fails or is gone', async () => {
  const { method, rows, change } = world();
  await method.prepare(confirmation);
  const [runId] = [...rows.keys()];
  change(runId!, { status: 'failed', error: { message: 'no such zone', type: null, id: null, line: null } });
  await expect(method.prepare(confirmation)).rejects.toMatchObject({
    code: 'dns_script_failed',
    message: expect.stringContaining('no such zone'),
  });
  await expect(world('gone').method.prepare(confirmation)).rejects.toMatchObject({ code: 'dns_script_missing' });
});

it('has the record taken away by another run, without waiting for it', async () => {
  const { method, rows, inputs } = world();
  await method.clear(confirmation);
  await method.clear(confirmation);
  expect([...rows.values()].map(({ actionKey }) => inputs.get(actionKey)?.params)).toMatchObject([
    { action: 'remove' },
  ]);
});

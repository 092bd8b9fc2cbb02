import type { ScriptRun } from '../../domain/scripts/run-record';
import { createInspectModule, type InspectDeps } from './inspect';

const manifest = { apiVersion: 1, name: 'ticket', version: '1', title: 'T', supports: ['expiration'] };
const good = { sha256: 'ab', isCallable: true, manifest };

function world({ run = {}, result = good, hasWorker = true } = {}) {
  const cancelled: string[] = [];
  const started: string[] = [];
  const deps: InspectDeps = {
    prepare: async () => ({ runId: 'r', context: 'api', timeoutSeconds: 20, scheduleToStartSeconds: 300 }),
    start: async ({ runId }) => void started.push(runId),
    runs: {
      find: async () => ({ status: 'succeeded', error: null, ...run }) as ScriptRun,
      output: async () => ({ stdout: '', stderr: '', result: result }),
      requestCancel: async (runId) => void cancelled.push(runId),
    },
    hasWorker: async () => hasWorker,
    ...{ newId: () => 'id', wait: async () => undefined, now: () => new Date(0) },
  };
  return { inspect: createInspectModule(deps), cancelled, started };
}

it('gives the hash and the manifest that a worker has read', async () => {
  const { inspect, started } = world();
  expect(await inspect('ticket.mjs')).toMatchObject({ sha256: 'ab', manifest: { name: 'ticket' } });
  expect(started).toEqual(['r']);
});

it('says why a module is no handler, in words that name the place in the manifest', async () => {
  const faultsOf = async (given: Parameters<typeof world>[0]) =>
    world(given)
      .inspect('ticket.mjs')
      .then(
        () => [],
        (error: { more?: unknown; errors?: unknown }) => JSON.stringify(error),
      );
  expect(await faultsOf({ result: { ...good, isCallable: false } })).toContain('not_a_plugin');
  expect(await faultsOf({ result: { ...good, manifest: { ...manifest, title: '' } } })).toContain('manifest/title');
  const error = { message: 'it threw', type: 'Error', id: 'ENOENT', line: 1 };
  expect(await faultsOf({ run: { status: 'failed', error } })).toContain('module_failed');
  const outside = { ...error, id: 'module_outside' };
  expect(await faultsOf({ run: { status: 'failed', error: outside } })).toContain('module_outside');
});

it('does not wait for ever: without a worker not at all, and then the run is ended', async () => {
  const none = world({ hasWorker: false });
  await expect(none.inspect('ticket.mjs')).rejects.toMatchObject({ code: 'engine_unavailable' });
  expect(none.started).toEqual([]);
  const slow = world({ run: { status: 'running' } });
  await expect(slow.inspect('ticket.mjs')).rejects.toMatchObject({ code: 'engine_unavailable' });
  expect(slow.cancelled).toEqual(['r']);
});

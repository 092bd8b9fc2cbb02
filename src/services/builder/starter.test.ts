import { builderStores } from '../../../test/support/builder';
import type { InstanceRequest } from '../../domain/builder/instance';
import { systemActor } from '../../domain/identity/actor';
import { createInstanceStarter, instanceIdOf } from './starter';

const request: InstanceRequest = {
  ...{ definition: 'd1', version: 2, startKey: 'alert:a1:c1:30', item: { kind: 'certificate', uuid: 'c1' } },
  ...{ initialData: { threshold: 30 }, context: 'service', startedBy: systemActor, cause: null },
};

function sceneOf(startRun: () => Promise<void> = async () => undefined) {
  const stores = builderStores([]);
  const runs: string[] = [];
  let last = 0;
  const { start } = createInstanceStarter({
    instances: stores.instances,
    numbers: { next: async () => (last += 1) },
    definition: async (uuid) => (uuid === 'd1' ? { name: 'Tell', type: 'expiration' } : null),
    nameOf: async ({ uuid }) => (uuid === 'c1' ? 'web' : null),
    workflowIdOf: (uuid) => `builder-${uuid}`,
    startRun: async (uuid) => {
      runs.push(uuid);
      await startRun();
    },
    logger: { warn: () => undefined },
    now: () => new Date('2026-03-01T10:00:00Z'),
  });
  return { stores, runs, start };
}

it('makes one instance of a cause, however often it is told', async () => {
  const { stores, runs, start } = sceneOf();
  const uuid = instanceIdOf(request.startKey);
  expect(await start(request)).toEqual({ uuid, isNew: true });
  expect(await start(request)).toEqual({ uuid, isNew: false });
  expect(runs).toEqual([uuid]);
  expect([...stores.rows.values()]).toMatchObject([
    { number: 1, title: 'Tell: web', definition: { name: 'Tell', version: 2 }, workflowId: `builder-${uuid}` },
  ]);
});

it('counts as started when its run cannot be begun at once', async () => {
  const { stores, start } = sceneOf(() => Promise.reject(new Error('away')));
  expect((await start(request)).isNew).toBe(true);
  expect(stores.rows.size).toBe(1);
});

it('refuses a definition that is not there', async () => {
  await expect(sceneOf().start({ ...request, definition: 'd2' })).rejects.toMatchObject({ code: 'not_found' });
});

it('is called by what a deleted certificate was called last', async () => {
  const { stores, start } = sceneOf();
  const initialData = { 'certificate.cn': 'old.example' };
  await start({ ...request, item: { kind: 'certificate', uuid: 'gone' }, initialData });
  expect([...stores.rows.values()]).toMatchObject([{ title: 'Tell: old.example', itemName: 'old.example' }]);
  const again = {
    ...request,
    startKey: 'again',
    item: { kind: 'certificate', uuid: 'gone' } as const,
    itemName: 'web',
  };
  const { uuid } = await start(again);
  expect(stores.rows.get(uuid)).toMatchObject({ title: 'Tell: web' });
});

import { anInstance, builderStores } from '../../../test/support/builder';
import type { InstanceState, OpenVisit } from '../../domain/builder/visit-state';
import type { InstanceRequest } from '../../domain/builder/instance';
import { createInstanceControls } from './controls';

const at = new Date('2026-03-01T10:00:00Z');
const by = { type: 'user', uuid: 'u-ada', name: 'ada' } as const;
const open: OpenVisit = {
  ...{
    type: 'custom_script',
    startedAt: at,
    tries: 1,
    effectSince: null,
    retryAt: null,
    isWaiting: false,
    until: null,
  },
  ...{ pollSeconds: null, received: [], hookHash: null, runId: 'r1', inputs: { password: 'x' }, message: null },
};

function sceneOf(change: Partial<InstanceState>, isImported = false) {
  const stores = builderStores([anInstance(change)]);
  const told: string[] = [];
  const started: InstanceRequest[] = [];
  const controls = createInstanceControls({
    ...stores,
    async start(request) {
      started.push(request);
      stores.rows.set('i2', anInstance({ uuid: 'i2', startKey: request.startKey }));
      return { uuid: 'i2', isNew: true };
    },
    publishedVersion: async () => 3,
    hasVersion: async (_definition, version) => version <= 3,
    isImported: async () => isImported,
    cancelScript: async (runId) => void told.push(`cancel ${runId}`),
    wake: async (uuid, isStopped) => void told.push(`${isStopped ? 'stop' : 'wake'} ${uuid}`),
    logger: { warn: () => undefined },
    now: () => at,
  });
  return { stores, told, started, controls, row: () => stores.rows.get('i1')! };
}

it('stops one with its script, and writes down what it was at', async () => {
  const scene = sceneOf({ currentStep: 'Run', visits: { Run: 2 }, open });
  await scene.controls.stop('i1', by);
  expect(scene.row()).toMatchObject({ status: 'cancelled', statusMessage: 'Stopped by ada.', open: null, endedAt: at });
  expect(scene.stores.visit('Run')).toMatchObject({ status: 'cancelled', runId: 'r1', inputs: { password: '***' } });
  expect(scene.told).toEqual(['cancel r1', 'stop i1']);
  await expect(scene.controls.stop('i1', by)).rejects.toMatchObject({ code: 'invalid_state' });
});

it('rejects a suspended one of an imported definition', async () => {
  const imported = sceneOf({ status: 'suspended' }, true);
  expect((await imported.controls.stop('i1', by)).status).toBe('rejected');
  const running = sceneOf({ status: 'running' }, true);
  expect((await running.controls.stop('i1', by)).status).toBe('cancelled');
});

it('goes on at the failed step with the next attempt, and with the variables of then', async () => {
  const variables = [{ name: 'a', ref: 'i1:1:One:1:a' }];
  const failed = { status: 'failed', currentStep: 'Two', visits: { One: 1, Two: 4 }, seq: 5, variables } as const;
  const scene = sceneOf({ ...failed, errorCode: 'refused', endedAt: at });
  const after = await scene.controls.restart('i1', { from: 'failed_step' }, by);
  expect(after).toMatchObject({
    uuid: 'i1',
    attempt: 2,
    status: 'running',
    visits: { Two: 1 },
    variables,
    endedAt: null,
  });
  expect(scene.told).toEqual(['wake i1']);
  await expect(scene.controls.restart('i1', { from: 'failed_step' }, by)).rejects.toMatchObject({
    code: 'invalid_state',
  });
});

it('begins another one in its place, once', async () => {
  const scene = sceneOf({ status: 'suspended', currentStep: 'Ask', visits: { Ask: 1 } });
  const after = await scene.controls.restart('i1', { from: 'beginning' }, by);
  expect(after.uuid).toBe('i2');
  expect(scene.row()).toMatchObject({ status: 'cancelled_for_restart', restartedAs: 'i2' });
  expect(scene.started).toMatchObject([{ version: 3, startKey: 'k1#restart:i1' }]);
  expect((await scene.controls.restart('i1', { from: 'beginning' }, by)).uuid).toBe('i2');
  expect(scene.started).toHaveLength(1);
  const wrong = sceneOf({ status: 'failed' }).controls.restart('i1', { from: 'beginning', version: 9 }, by);
  await expect(wrong).rejects.toMatchObject({ code: 'not_found' });
  const ended = sceneOf({ status: 'complete' }).controls.restart('i1', { from: 'beginning' }, by);
  await expect(ended).rejects.toMatchObject({ code: 'invalid_state' });
});

it('deletes ended ones only', async () => {
  const scene = sceneOf({});
  await expect(scene.controls.remove('i1')).rejects.toMatchObject({ code: 'invalid_state' });
  await scene.controls.stop('i1', by);
  await scene.controls.remove('i1');
  await expect(scene.controls.get('i1')).rejects.toMatchObject({ code: 'not_found' });
});

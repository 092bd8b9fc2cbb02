import { alertOf, handlerOf } from '../../../test/support/alert';
import { itemOf } from '../../../test/support/alert-work';
import type { InstanceRequest } from '../../domain/builder/instance';
import { CertloomError } from '../../domain/problem';
import type { Effect } from './effect';
import { createWorkflowEffect } from './workflow-effect';

const effect = {
  alert: alertOf(),
  run: { context: 'service', actor: { type: 'system', uuid: null, name: 'system' } },
  handler: { ...handlerOf('workflow'), id: 'w1', settings: { version: 3 } },
  key: 'row',
  items: [{ item: itemOf('c1'), threshold: 30, occurrence: 1, firingId: 'f1' }],
} as unknown as Effect;

it('starts an instance about the item under the key of its row', async () => {
  const requests: InstanceRequest[] = [];
  const { carryOut } = createWorkflowEffect({
    start: async (request) => (requests.push(request), { uuid: 'i1', isNew: true }),
  });
  expect(await carryOut(effect, new AbortController().signal)).toMatchObject({ kind: 'done' });
  expect(requests).toMatchObject([
    {
      ...{ definition: 'w1', version: 3, startKey: 'alert/row', item: { kind: 'certificate', uuid: 'c1' } },
      ...{ context: 'service', cause: { firingId: 'f1' } },
      initialData: { alert: { id: effect.alert.uuid, threshold: 30, occurrence: 1 }, event: { code: 'expiration' } },
    },
  ]);
});

it('fails for the time being while the engine is away', async () => {
  const { carryOut } = createWorkflowEffect({
    start: () => Promise.reject(new CertloomError('engine_unavailable', 'Away.')),
  });
  expect(await carryOut(effect, new AbortController().signal)).toMatchObject({
    ...{ kind: 'failed', error: 'engine_unavailable', isTemporary: true },
  });
});

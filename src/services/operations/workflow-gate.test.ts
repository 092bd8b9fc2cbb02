import { operationOf, operationsInMemory, revocationOf } from '../../../test/support/operations';
import type { InstanceRequest, InstanceStatus } from '../../domain/builder/instance';
import { createWorkflowGate, type RequestDefinition } from './workflow-gate';

const definition = { uuid: 'w1', version: 2, isPlain: false };

function world(found: RequestDefinition | null = definition, status: InstanceStatus | 'gone' = 'running') {
  const requests: InstanceRequest[] = [];
  const asked: string[] = [];
  const rows = operationsInMemory([operationOf('o1'), revocationOf('o2')]);
  const gate = createWorkflowGate({
    operations: { hold: async (uuid, instance) => void rows.update(uuid, { instance }) },
    definitionFor: async (type, raProfile) => {
      asked.push(`${type} ${raProfile}`);
      return found;
    },
    start: async (request) => {
      requests.push(request);
      return { uuid: 'i1', isNew: true };
    },
    instance: async () => (status === 'gone' ? null : { status, statusMessage: 'not now' }),
  });
  return { requests, asked, gate: (uuid = 'o1') => gate(rows.kept.get(uuid)!), rows };
}

it('starts an instance about the operation, and holds it', async () => {
  const { gate, requests, rows, asked } = world();
  expect(await gate()).toEqual({ kind: 'held' });
  expect(requests).toMatchObject([
    {
      ...{ definition: 'w1', version: 2, startKey: 'operation/o1', item: { kind: 'operation', uuid: 'o1' } },
      ...{ context: 'api', startedBy: { name: 'ada' } },
    },
  ]);
  expect(await gate()).toEqual({ kind: 'held' });
  expect(requests).toHaveLength(1);
  rows.update('o1', { isReleased: true });
  expect(await gate()).toEqual({ kind: 'open' });
  await gate('o2');
  expect(asked).toEqual(['enrollment ra', 'revocation ra']);
});

it('needs no instance where nothing stands between request and authority', async () => {
  for (const found of [null, { ...definition, isPlain: true }]) {
    const { gate, requests } = world(found);
    expect(await gate()).toEqual({ kind: 'open' });
    expect(requests).toEqual([]);
  }
});

it.each([
  ['rejected', 'rejected', 'workflow_rejected'],
  ['failed', 'failed', 'workflow_failed'],
  ['cancelled', 'cancelled', 'workflow_stopped'],
  ['complete', 'failed', 'workflow_ended'],
  ['gone', 'failed', 'workflow_missing'],
] as const)('ends the operation where the instance is %s', async (status, to, errorCode) => {
  const { gate } = world(definition, status);
  await gate();
  expect(await gate()).toMatchObject({ kind: 'ends', to, errorCode });
});

import { actionOf } from '../../../test/support/builders';
import type { InstanceRequest } from '../../domain/builder/instance';
import type { WorkflowPlan } from '../../domain/firings/effects';
import { systemActor } from '../../domain/identity/actor';
import { CertloomError } from '../../domain/problem';
import type { NoticePayload } from '../../store/firings/notice-payloads';
import { createActionFacts } from './action-facts';
import { createWorkflowAction, type WorkflowActionDeps } from './workflow-action';

const envelope = {
  ...{ schemaVersion: 1, event: 'discovery_finished', firingId: 'f1', occurredAt: '2030-01-01T00:00:00.000Z' },
  ...{ resource: 'discoveries', objectUuid: 'd1', monitoring: false, data: { discoveryName: 'lab' } },
} as const;
const payload = { envelope, certificateUuid: null, ownerUuid: null } as unknown as NoticePayload;
const firing = { _id: 'f1', objectUuid: 'd1', resource: 'discoveries', actor: systemActor, causeDepth: 2 };
const plan: WorkflowPlan = {
  ...{ kind: 'workflow', definition: 'Follow up', onError: 'continue' },
  data: { about: 'run of $(event.data.discoveryName)' },
};

function world(change: Partial<WorkflowActionDeps> = {}) {
  const requests: InstanceRequest[] = [];
  const start = createWorkflowAction({
    facts: createActionFacts({
      ...{ payload: async () => payload, certificate: async () => null, now: () => new Date() },
      names: async () => ({ users: new Map(), raProfiles: new Map() }),
    }),
    definition: async (name) => ({ uuid: 'w1', name, type: 'event:discovery_finished', version: 3 }),
    start: async (request) => {
      requests.push(request);
      return { uuid: 'i1', isNew: requests.length === 1 };
    },
    ...change,
  });
  const action = actionOf('a1', { type: 'startWorkflow' });
  return { requests, start: (given: WorkflowPlan = plan) => start(firing, 't1', action, given) };
}

it('starts one instance for firing, trigger and action, with what the event tells and its own data', async () => {
  const { requests, start } = world();
  expect(await start()).toMatchObject({ outcome: 'ok', changed: true, instance: 'i1' });
  expect(await start()).toMatchObject({ outcome: 'ok', changed: false, instance: 'i1' });
  expect(requests[0]).toEqual({
    ...{ definition: 'w1', version: 3, startKey: 'firing/f1/t1/a1', item: { kind: 'discovery', uuid: 'd1' } },
    initialData: {
      about: 'run of lab',
      event: { code: 'discovery_finished', firingId: 'f1', occurredAt: envelope.occurredAt, data: envelope.data },
    },
    ...{ context: 'service', startedBy: systemActor, cause: { firingId: 'f1', depth: 2 } },
  });
  expect(requests[1]?.startKey).toBe(requests[0]?.startKey);
});

it('fails where nothing can be started, or a token has no value', async () => {
  const gone = world({ definition: async () => 'there is no such definition' });
  expect(await gone.start()).toMatchObject({ outcome: 'failed', errorCode: 'target_missing' });
  const { start } = world();
  expect(await start({ ...plan, data: { x: '$(certificate.cn)' } })).toMatchObject({ errorCode: 'unresolved_token' });
  const refused = world({ start: () => Promise.reject(new CertloomError('invalid_state', 'It is disabled.')) });
  expect(await refused.start()).toMatchObject({ outcome: 'failed', errorCode: 'invalid_state' });
});

it('is tried again by whoever asked while the engine is away', async () => {
  const away = world({ start: () => Promise.reject(new CertloomError('engine_unavailable', 'Away.')) });
  await expect(away.start()).rejects.toThrow('Away.');
});

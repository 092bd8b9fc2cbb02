import { anInstance, builderStores } from '../../../test/support/builder';
import type { OpenSignal } from '../../domain/builder/instance';
import type { OpenVisit } from '../../domain/builder/visit-state';
import { createSignals, digestOf, type Signaller } from './signals';

const at = new Date('2026-03-01T10:00:00Z');
const ada: Signaller = { uuid: 'u-ada', name: 'ada', roles: ['Approver'] };
const bob: Signaller = { uuid: 'u-bob', name: 'bob', roles: ['approver', 'desk'] };
const eve: Signaller = { uuid: 'u-eve', name: 'eve', roles: [] };
const waiting: OpenVisit = {
  ...{ type: 'require_approval', startedAt: at, tries: 1, effectSince: null, retryAt: null, isWaiting: true },
  ...{
    until: null,
    pollSeconds: null,
    received: [],
    hookHash: digestOf('token'),
    runId: null,
    inputs: null,
    message: null,
  },
};
const approval: OpenSignal = {
  ...{ signalKey: 'Ask.ApprovalStatus', kind: 'approval', notBy: null, roles: ['Approver'], users: ['eve2'] },
};

function sceneOf(open: OpenSignal = approval) {
  const stores = builderStores([
    anInstance({ status: 'suspended', currentStep: 'Ask', visits: { Ask: 1 }, signals: [open], open: waiting }),
  ]);
  const woken: string[] = [];
  const signals = createSignals({
    instances: stores.instances,
    wake: async (uuid) => void woken.push(uuid),
    logger: { warn: () => undefined },
    now: () => at,
  });
  const say = (by: Signaller, data: Record<string, unknown> = { approved: true }, key?: string) =>
    signals.signal('i1', { signalKey: open.signalKey, data, key }, by);
  return { stores, woken, signals, say, received: () => stores.rows.get('i1')!.open!.received };
}

it('counts two that decide at the same instant, each once, and tells the run', async () => {
  const { say, received, woken } = sceneOf();
  await Promise.all([say(ada), say(bob, { Approved: 'True', Comment: 'fine' })]);
  expect(received().map(({ by, data }) => [by.name, data])).toEqual([
    ['ada', { approved: true }],
    ['bob', { approved: true, comment: 'fine' }],
  ]);
  expect(woken).toEqual(['i1', 'i1']);
  await say(ada);
  await expect(say(ada, { approved: false })).rejects.toMatchObject({ code: 'already_decided' });
  expect(received()).toHaveLength(2);
});

it('refuses who has neither role nor name, who asked, and what no step waits for', async () => {
  const { say, signals, stores, received } = sceneOf();
  await expect(say(eve)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(sceneOf({ ...approval, notBy: 'u-ada' }).say(ada)).rejects.toMatchObject({ code: 'self_approval' });
  const other = signals.signal('i1', { signalKey: 'Other.go', data: {}, key: undefined }, ada);
  await expect(other).rejects.toMatchObject({
    code: 'invalid_state',
    detail: expect.stringContaining('Ask.ApprovalStatus'),
  });
  await expect(signals.signal('i2', { signalKey: 'a.b', data: {}, key: undefined }, ada)).rejects.toMatchObject({
    code: 'not_found',
  });
  stores.rows.set('i1', { ...stores.rows.get('i1')!, status: 'cancelled' });
  await expect(say(ada)).rejects.toMatchObject({ code: 'invalid_state' });
  expect(received()).toEqual([]);
});

it('says what a decision looks like', async () => {
  const { say } = sceneOf();
  await expect(say(ada, { approved: 'maybe', why: 1 })).rejects.toMatchObject({
    code: 'validation_failed',
    more: { errors: [{ pointer: '/data/approved' }, { pointer: '/data/why' }] },
  });
});

it('takes a repeated request for one, and a hook once', async () => {
  const { say, signals, received } = sceneOf({ ...approval, kind: 'signal', roles: [], users: [] });
  await say(eve, { n: 1 }, 'same');
  await say(eve, { n: 1 }, 'same');
  expect(received()).toHaveLength(1);
  await signals.hook('token', { from: 'outside' });
  expect(received()[1]).toMatchObject({ by: { name: 'hook' }, data: { from: 'outside' } });
  await expect(signals.hook('token', {})).rejects.toMatchObject({ code: 'not_found' });
  await expect(signals.hook('guess', {})).rejects.toMatchObject({ code: 'not_found' });
});

it('is done when it is stored: a run that cannot be told is told later', async () => {
  const stores = builderStores([
    anInstance({ status: 'suspended', currentStep: 'Ask', visits: { Ask: 1 }, signals: [approval], open: waiting }),
  ]);
  const warnings: string[] = [];
  const signals = createSignals({
    instances: stores.instances,
    wake: () => Promise.reject(new Error('away')),
    logger: { warn: (_fields: unknown, text?: string) => void warnings.push(text ?? '') },
    now: () => at,
  });
  await signals.signal('i1', { signalKey: 'ask.approvalstatus', data: { approved: true }, key: undefined }, ada);
  expect(warnings).toHaveLength(1);
  expect(stores.looks.get('i1')).toEqual(new Date(at.getTime() + 30_000));
});

import { actionOf, start, triggerResultOf } from '../../../test/support/builders';
import type { Trigger } from '../triggers/trigger';
import { rejectionNotice } from './decide';
import { effectPlanOf, followsLedger, isMonitoring, statusAfterEffects, withoutPending } from './effects';

const trigger = (change: Partial<Trigger>): Trigger => ({
  ...{ uuid: 't1', name: '', description: '', event: 'certificate_uploaded', kind: 'action', enabled: true },
  ...{ condition: null, actions: [], notificationProfiles: ['p1'], version: 1, createdAt: start, updatedAt: start },
  ...change,
});
const common = { enabled: true, onError: 'stop' } as const;
const retry = { maxAttempts: 1, initialInterval: 'PT1S', factor: 1, maxInterval: 'PT1S' };

describe('effectPlanOf', () => {
  const actions = [
    { ...common, id: 'send', type: 'sendNotification', profiles: ['p2'], retry },
    { ...common, id: 'own', type: 'setOwner', owner: null },
  ] as const;
  it.each([
    {
      name: 'a notification',
      given: trigger({ actions }),
      id: 'send',
      plan: { profiles: ['p2'], onError: 'stop', retry },
    },
    { name: 'another action', given: trigger({ actions }), id: 'own', plan: undefined },
    { name: 'an action that is gone', given: trigger({ actions }), id: 'gone', plan: undefined },
    { name: 'a trigger that is gone', given: undefined, id: 'send', plan: undefined },
    {
      name: 'the notice of a rejection',
      given: trigger({ kind: 'ignore' }),
      id: rejectionNotice,
      plan: { profiles: ['p1'], onError: 'continue' },
    },
  ])('$name', ({ given, id, plan }) => {
    const found = effectPlanOf(given, id);
    if (plan === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(plan);
  });
});

describe('followsLedger', () => {
  it.each([
    { name: 'a notification', action: actionOf('a'), is: true },
    { name: 'one that was skipped', action: actionOf('a', { outcome: 'skipped' }), is: false },
    { name: 'one that reached nobody', action: actionOf('a', { errorCode: 'no_recipients' }), is: false },
    { name: 'another action', action: actionOf('a', { type: 'setOwner' }), is: false },
  ])('$name: $is', ({ action, is }) => expect(followsLedger(action)).toBe(is));
});

describe('statusAfterEffects', () => {
  it.each([
    { name: 'nothing failed', result: triggerResultOf([actionOf('a', { outcome: 'skipped' })]), status: 'finished' },
    {
      name: 'an action failed',
      result: triggerResultOf([actionOf('a', { outcome: 'failed' })]),
      status: 'finished_with_errors',
    },
    {
      name: 'a condition failed',
      result: triggerResultOf([], { leaves: [{ result: 'error', actual: null }] }),
      status: 'finished_with_errors',
    },
  ])('$name', ({ result, status }) => expect(statusAfterEffects([result])).toBe(status));
});

it('knows monitoring events, and takes an unknown one for none', () => {
  expect(['certificate_expiring', 'certificate_uploaded', 'x'].map(isMonitoring)).toEqual([true, false, false]);
});

it('skips only what was to come', () => {
  const [result] = withoutPending([triggerResultOf([actionOf('a'), actionOf('b', { outcome: 'ok' })])]);
  expect(result!.actions.map(({ outcome, message }) => [outcome, message])).toEqual([
    ['skipped', 'cancelled'],
    ['ok', null],
  ]);
});

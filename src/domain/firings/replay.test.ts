import type { Delivery } from '../notifications/delivery';
import type { Decision } from './decide';
import { addressesReached, addressOf, placedAgain, withoutNotifications } from './replay';
import { recordedFiringSubject } from './subject';

it('skips what would be sent, and nothing else', () => {
  const action = (outcome: 'pending' | 'ok') => ({
    ...{ id: outcome, type: 'x', outcome, changed: false, before: null, after: null, errorCode: null, message: null },
    ...{ attempts: [], durationMs: 0 },
  });
  const result = { trigger: 't', kind: 'action', result: 'matched', truth: null, leaves: [], durationMs: 0 } as const;
  const decision = {
    ...{ outcome: 'performed', withErrors: false, matched: [] },
    categories: { groups: [], raProfile: null, owner: null, attributes: {} },
    triggers: [{ ...result, actions: [action('ok'), action('pending')] }],
    effects: [{ trigger: 't', actionId: 'pending', profiles: ['p'], onError: 'continue' }],
  } satisfies Decision;
  const without = withoutNotifications(decision);
  expect(without.effects).toEqual([]);
  expect(without.triggers[0]?.actions.map(({ outcome }) => outcome)).toEqual(['ok', 'skipped']);
  expect(without.outcome).toBe('performed');
});

it.each<[Delivery['status'], boolean]>([
  ['delivered', true],
  ['retrying', true],
  ['held', true],
  ['undeliverable', false],
  ['cancelled', false],
  ['suppressed', false],
])('counts who has a delivery that is %s as reached: %s', (status, isReached) => {
  const delivery = {
    profile: 'p',
    channel: 'email',
    status,
    recipient: { kind: 'address', value: 'a@example.org' },
  } as const;
  expect(addressesReached([delivery]).has(addressOf(delivery))).toBe(isReached);
});

it.each([
  [{ discoveryUuid: 'd-1' }, 'd-1'],
  [{ newStatus: 'valid' }, undefined],
  [undefined, undefined],
])('stands again with the discovery that %j names', (particulars, expected) => {
  const subject = recordedFiringSubject({ resource: 'jobs', uuid: 'j-1', name: 'thing', values: {} });
  const firing = particulars === undefined ? {} : { particulars };
  expect(placedAgain(subject, firing).discovery).toBe(expected);
  expect(subject.discovery).toBeUndefined();
});

import { expect, it } from 'vitest';
import { conditionText, dryRunBody, readConditionText } from './dry-run-body';
import type { Firing, FiringTrigger } from './queries';

const trigger = (uuid: string, kind: string, result = 'not_matched') =>
  ({ uuid, kind, result, name: uuid, condition: null }) as FiringTrigger;
const weak = trigger('weak', 'ignore', 'matched');
const firing = {
  firingId: 'f',
  event: 'certificate_uploaded',
  occurredAt: '2030-01-01T00:00:00.000Z',
  particulars: {},
  triggers: [weak, trigger('off', 'ignore', 'skipped'), trigger('sort', 'action'), trigger('an alert', 'alert')],
} as unknown as Firing;
const condition = { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 1024 };
const saved = { name: 'Weak keys', actions: [], notificationProfiles: ['p'], message: 'no' };

it('tries the triggers in their order with one of them changed', () => {
  expect(dryRunBody(firing, { trigger: weak, condition, saved })).toEqual({
    event: 'certificate_uploaded',
    firing: 'f',
    triggers: {
      ignore: [{ name: 'Weak keys (changed)', condition, actions: [], notificationProfiles: ['p'], message: 'no' }],
      actions: ['sort'],
    },
  });
});

it('takes what was never stored from what is pasted, by the clock of the firing', () => {
  const body = dryRunBody(firing, { trigger: weak, condition, saved: undefined }, 'PEM');
  expect(body).toMatchObject({ pem: 'PEM', at: '2030-01-01T00:00:00.000Z' });
  expect(body).not.toHaveProperty('firing');
});

it('reads a condition from text and says what is wrong with it', () => {
  const text = conditionText({ condition: { ...condition, result: 'true', actual: 1024, reason: 'so' } });
  expect(readConditionText(text)).toEqual({ condition });
  expect(readConditionText('null')).toEqual({ condition: null });
  expect(readConditionText('{')).toMatchObject({ fault: expect.stringMatching(/^This is no JSON/) });
  expect(readConditionText('7')).toEqual({ fault: 'A condition is an object in braces, or null.' });
});

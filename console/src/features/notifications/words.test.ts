import { expect, it } from 'vitest';
import type { Delivery } from './queries';
import { channelText, eventText, statuses, whyNotAgain, whyText } from './words';

const attempt = { at: '2030-01-01T00:00:00.000Z', durationMs: 1, result: 'failed' as const, error: null };

it('says why the last attempt failed, not an earlier one', () => {
  const attempts: Delivery['attempts'] = [
    { ...attempt, error: 'no route' },
    { ...attempt, error: 'mailbox full' },
  ];
  expect(whyText({ attempts })).toBe('mailbox full');
  expect(whyText({ attempts: [{ ...attempt, result: 'delivered', note: 'no TLS' }] })).toBe('no TLS');
  expect(whyText({ attempts: [] })).toBeUndefined();
});

it('offers to send again only what the API takes', () => {
  expect(statuses.filter((status) => whyNotAgain({ status }, true) === undefined)).toEqual([
    'retrying',
    'undeliverable',
  ]);
  expect(whyNotAgain({ status: 'undeliverable' }, false)).toMatch('deliveries:write');
});

it('names channels and events in words', () => {
  expect(channelText('internal')).toBe('message in Certloom');
  expect(eventText('CERTIFICATE_EXPIRING')).toBe('certificate expiring');
});

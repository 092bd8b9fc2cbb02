import { expect, it } from 'vitest';
import { leftText, rangesOf, recipientsText, toneOfExpiry, untilOf } from './words';

it.each([
  { daysLeft: 12, hoursLeft: null, text: 'in 12 days' },
  { daysLeft: 1, hoursLeft: 30, text: 'in 30 hours' },
  { daysLeft: 0, hoursLeft: 1, text: 'in 1 hour' },
  { daysLeft: 0, hoursLeft: 0, text: 'this hour' },
  { daysLeft: -3, hoursLeft: -77, text: '77 hours ago' },
  { daysLeft: -3, hoursLeft: null, text: '3 days ago' },
])('says $text', ({ text, ...left }) => expect(leftText(left)).toBe(text));

it('takes a day as its first instant in UTC', () => {
  expect(untilOf('2030-02-01')).toBe('2030-02-01T00:00:00.000Z');
  expect(untilOf('')).toBeNull();
});

it('names people before channels', () => {
  const none = {
    users: [],
    groups: [],
    roles: [],
    addresses: [],
    unusable: [],
    channels: ['webhook'],
    reachesNobody: false,
  };
  expect(recipientsText(none)).toBe('webhook');
  const told = {
    ...none,
    users: [{ uuid: 'u', name: 'ada' }],
    groups: [{ uuid: 'g', name: null }],
    addresses: ['a@b.test'],
  };
  expect(recipientsText(told)).toBe('ada, group (hidden), a@b.test');
});

it('has what is over as bad and what is dealt with as good', () => {
  expect(
    ['expired', 'due', 'upcoming', 'acknowledged', 'replaced'].map((state) => toneOfExpiry(state as 'due')),
  ).toEqual(['bad', 'warn', 'neutral', 'good', 'good']);
});

it('names ranges from the one before', () => {
  const count = { certificates: 1, due: 0, expired: 0 };
  expect(rangesOf([0, 1, 7, null].map((days) => ({ days, ...count }))).map(({ name }) => name)).toEqual([
    'within a day',
    'in 1 to 7 days',
    'after 7 days',
  ]);
});

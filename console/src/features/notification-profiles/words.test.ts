import { expect, it } from 'vitest';
import type { ComingNotice, Profile } from './queries';
import { channelsText, comingOf, recipientsText, stepText, whenText } from './words';

const rule = { recipients: [] as string[], recipientAttribute: null };

it.each([
  [{ ...rule, recipientType: 'default' as const }, 'whoever the event concerns'],
  [{ ...rule, recipientType: 'user' as const, recipients: ['a', 'b'], recipientNames: ['ada', null] }, 'ada, (hidden)'],
  [{ ...rule, recipientType: 'group' as const, recipients: ['g'], recipientNames: ['Web'] }, 'group Web'],
  [{ ...rule, recipientType: 'object' as const, recipientAttribute: 'boss' }, 'whom the attribute boss names'],
])('says whom %j means', (given, words) => {
  expect(recipientsText(given)).toBe(words);
});

it('says through what, when and how often', () => {
  expect(channelsText({ channels: [{ type: 'email' }, { type: 'slack' }, { type: 'pigeon' }] })).toBe(
    'E-mail, Slack, pigeon',
  );
  expect([stepText('P7D'), stepText('20%')]).toEqual(['7 days', '20% of its lifetime']);
  const profile = { escalationSteps: [], frequency: null, repetitions: null, mode: 'single' } as unknown as Profile;
  expect(whenText(profile)).toBe('each time');
  expect(whenText({ ...profile, frequency: 'P1D', repetitions: 3, mode: 'digest' })).toBe(
    'at most once in 1 day, 3 times at most, collected',
  );
  expect(whenText({ ...profile, repetitions: 1 })).toBe('each time, once at most');
  const steps = [
    { before: 'P7D', addRecipients: [] },
    { before: '5%', addRecipients: [] },
  ];
  expect(whenText({ ...profile, escalationSteps: steps })).toBe('7 days, 5% of its lifetime before the end');
});

it('finds the next notices of a profile, the soonest first', () => {
  const row = (name: string, profile: string | null, at: string) =>
    ({
      certificate: { name },
      nextNotice: profile === null ? null : { at, profile: { uuid: profile } },
    }) as ComingNotice;
  const rows = [row('late', 'p', '2030-02-01'), row('other', 'q', '2030-01-01'), row('soon', 'p', '2030-01-02')];
  expect(comingOf('p', [...rows, row('none', null, '')]).map(({ certificate }) => certificate.name)).toEqual([
    'soon',
    'late',
  ]);
});

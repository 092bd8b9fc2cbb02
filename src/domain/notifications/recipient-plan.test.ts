import { directoryOf, groupOf, noticeOf, profileOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import { subjectOfNotice } from './notice-subject';
import type { NotificationProfile } from './profile';
import { needsPeople, planRecipients } from './recipient-plan';

const subject = subjectOfNotice(noticeOf('f1'));
const people = directoryOf(
  [userOf('ann'), userOf('bob', { roles: ['operator'] }), userOf('eve')],
  [groupOf('web', ['bob', 'gone'], { email: 'web@example.com' })],
);
const escalating: Partial<NotificationProfile> = {
  escalationSteps: [
    { before: 'P7D', addRecipients: [{ recipientType: 'role', recipients: ['operator'], recipientAttribute: null }] },
    { before: 'P1D', addRecipients: [{ recipientType: 'user', recipients: ['eve'], recipientAttribute: null }] },
  ],
};

it.each<{ name: string; profile: Partial<NotificationProfile>; step?: string; told: string[] }>([
  { name: 'the owner', profile: {}, told: ['ann'] },
  { name: 'a group and its members', profile: { recipientType: 'group', recipients: ['web'] }, told: ['bob', 'web'] },
  { name: 'who has a role', profile: { recipientType: 'role', recipients: ['operator'] }, told: ['bob'] },
  { name: 'those of a step', profile: escalating, step: 'P7D', told: ['ann', 'bob'] },
  { name: 'those of the longer steps too', profile: escalating, step: 'P1D', told: ['ann', 'bob', 'eve'] },
  { name: 'nobody who is gone', profile: { recipientType: 'user', recipients: ['gone'] }, told: [] },
])('tells $name', ({ profile, step, told }) => {
  const { plan } = planRecipients(profileOf('p1', profile), step ?? null, subject, people);
  expect(plan.deliveries.map(({ recipient }) => recipient.value?.replace('@example.com', '')).sort()).toEqual(told);
  expect(plan.reason).toBe(told.length === 0 ? 'no_recipients' : undefined);
});

it.each<{ name: string; profile: Partial<NotificationProfile>; needed: boolean }>([
  { name: 'an owner', profile: {}, needed: true },
  { name: 'no recipients', profile: { recipientType: 'none' }, needed: false },
  {
    name: 'addresses of an attribute',
    profile: { recipientType: 'object', recipientAttribute: 'mail' },
    needed: false,
  },
])('needs the directory for $name: $needed', ({ profile, needed }) =>
  expect(needsPeople(profileOf('p1', profile), null, subject)).toBe(needed),
);

import { directoryOf, groupOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { User } from '../identity/user';
import { personalLinkOf, withDeciders } from './deciders';
import type { PlannedDelivery } from './recipients';

const asked = (recipientType: string, recipientUuid: string, change: object = {}) => ({
  event: 'approval_requested',
  rejected: false,
  data: { recipientType, recipientUuid, creatorUuid: 'carl' },
  ...change,
});
const to = (value: string, channel: 'email' | 'webhook' = 'email'): PlannedDelivery => ({
  channel,
  recipient: { kind: 'address', value },
});
const ada = userOf('ada', { roles: ['owners'], groups: ['desk'] });
const desk = [ada, userOf('bob', { groups: ['desk'] })];

function decidersOf(
  subject: ReturnType<typeof asked>,
  users: readonly User[] = desk,
  deliveries: readonly PlannedDelivery[] = [to('ADA@example.com')],
  groups = [groupOf('desk', ['ada', 'bob'], { email: 'desk@example.com' })],
) {
  return withDeciders({ deliveries }, subject, directoryOf(users, groups)).deliveries.map(({ decider }) => decider);
}

it.each([
  ['user', 'ada'],
  ['role', 'owners'],
  ['group', 'desk'],
])('a mail to one whom the step asks as %s is personal', (type, uuid) =>
  expect(decidersOf(asked(type, uuid))).toEqual(['ada']),
);

it('each member of a group has a mail of its own, and the mailbox of the group is nobody’s', () =>
  expect(
    decidersOf(asked('group', 'desk'), desk, [
      to('ada@example.com'),
      to('bob@example.com'),
      to('desk@example.com'),
      to('outside@example.com'),
    ]),
  ).toEqual(['ada', 'bob', undefined, undefined]));

it.each<{ name: string; subject?: ReturnType<typeof asked>; users?: User[]; deliveries?: PlannedDelivery[] }>([
  { name: 'another event', subject: asked('user', 'ada', { event: 'approval_closed' }) },
  { name: 'who is not asked', subject: asked('group', 'others') },
  {
    name: 'who asked for it',
    subject: asked('user', 'ada', { data: { recipientType: 'user', recipientUuid: 'ada', creatorUuid: 'ada' } }),
  },
  { name: 'nobody that is asked', subject: asked('user', '', { data: {} }) },
  { name: 'a kind that nobody knows', subject: asked('constructor', 'ada') },
  { name: 'a disabled user', users: [{ ...ada, enabled: false }] },
  { name: 'an address that two share', users: [ada, userOf('twin', { email: 'Ada@example.com', enabled: false })] },
  { name: 'another channel', deliveries: [to('ada@example.com', 'webhook')] },
  {
    name: 'a message in the product',
    deliveries: [{ channel: 'internal', recipient: { kind: 'user', value: 'ada' } }],
  },
  { name: 'nobody in particular', deliveries: [{ channel: 'slack', recipient: { kind: 'none', value: null } }] },
])('is not personal for $name', ({ subject = asked('user', 'ada'), users, deliveries }) =>
  expect(decidersOf(subject, users, deliveries)).toEqual([undefined]),
);

it('an address that is also that of a group is nobody’s own', () =>
  expect(
    decidersOf(asked('user', 'ada'), desk, undefined, [groupOf('desk', ['ada'], { email: 'ada@example.com' })]),
  ).toEqual([undefined]));

describe('what the link needs', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  const of = (data: object) => personalLinkOf({ data: data as Record<string, unknown> }, 'ada', 'https://c/n/x', now);

  it('is the approval, its reader and its end', () =>
    expect(of({ approvalUuid: 'a-1', expiryAt: '2030-01-02T00:00:00.000Z' })).toEqual({
      ...{ approval: 'a-1', user: 'ada', insteadOf: 'https://c/n/x', until: new Date('2030-01-02T00:00:00Z') },
    }));

  it.each([
    { approvalUuid: 'a-1', expiryAt: now.toISOString() },
    { approvalUuid: 'a-1', expiryAt: 'soon' },
    { approvalUuid: 'a-1', expiryAt: null },
    { approvalUuid: null, expiryAt: '2030-01-02T00:00:00.000Z' },
  ])('is not there: %j', (data) => expect(of(data)).toBeUndefined());
});

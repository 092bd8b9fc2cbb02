import { userOf } from '../../../test/support/user';
import type { Group } from '../identity/group';
import { rulesInForce } from './escalation';
import type { Channel, ChannelSettings, NotificationProfile } from './profile';
import { isMailAddress } from './address-list';
import { planNotice, recipientNeeds, type DirectoryFacts, type NoticeSubject } from './recipients';

type Profile = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'channels' | 'escalationSteps'
>;

const settings: Record<Channel, ChannelSettings> = {
  email: { type: 'email' },
  internal: { type: 'internal' },
  eventLog: { type: 'eventLog' },
  webhook: { type: 'webhook', url: 'https://hooks.example', secrets: [] },
  slack: { type: 'slack', url: 'sealed' },
  teams: { type: 'teams', url: 'sealed' },
  pagerDuty: { type: 'pagerDuty', routingKey: 'sealed' },
};

function profile(change: Partial<Profile> = {}, channels: readonly Channel[] = ['email']): Profile {
  return {
    recipientType: 'default',
    recipients: [],
    recipientAttribute: null,
    channels: channels.map((type) => settings[type]),
    escalationSteps: [],
    ...change,
  };
}

function group(uuid: string, change: Partial<Group> = {}): Group {
  return { uuid, name: uuid, description: '', email: null, members: [], revision: 1, ...change };
}

function subject(change: Partial<NoticeSubject> = {}): NoticeSubject {
  return {
    event: 'certificate_status_changed',
    data: {},
    rejected: false,
    actorUuid: 'actor',
    ownerUuid: 'owner',
    groupUuids: ['g1', 'g2'],
    attributes: {},
    ...change,
  };
}

const people = ['owner', 'actor', 'ann', 'bob', 'runner', 'creator'].map((uuid) => userOf(uuid));
const directory: DirectoryFacts = {
  users: people,
  groups: [
    group('g1', { email: 'team@example.com', members: ['ann', 'owner'] }),
    group('g2', { members: [] }),
    group('g3', { email: 'TEAM@example.com', members: ['bob'] }),
  ],
  roleMembers: { r1: [userOf('bob'), userOf('ann')] },
};

/** As the product plans: the profile's rules in force at a step. */
function planOf(
  given: Profile,
  change: Partial<NoticeSubject> = {},
  facts: DirectoryFacts = directory,
  step: string | null = null,
) {
  return planNotice(rulesInForce(given, step), given.channels, subject(change), facts);
}

function told(plan: ReturnType<typeof planNotice>): string[] {
  return plan.deliveries.map(({ channel, recipient }) => `${channel}:${recipient.value ?? '-'}`).sort();
}

describe('default recipients of each event', () => {
  const ownerAndGroups = ['email:ann@example.com', 'email:owner@example.com', 'email:team@example.com'];
  it.each<{ name: string; subject: Partial<NoticeSubject>; expected: string[] }>([
    { name: 'status changed', subject: {}, expected: ownerAndGroups },
    { name: 'action performed', subject: { event: 'certificate_action_performed' }, expected: ownerAndGroups },
    { name: 'expiring', subject: { event: 'certificate_expiring' }, expected: ownerAndGroups },
    { name: 'uploaded', subject: { event: 'certificate_uploaded' }, expected: ownerAndGroups },
    {
      name: 'rejected upload: only the uploader',
      subject: { event: 'certificate_uploaded', rejected: true },
      expected: ['email:actor@example.com'],
    },
    {
      name: 'discovered',
      subject: { event: 'certificate_discovered', data: { discoveryUserUuid: 'runner' } },
      expected: ['email:runner@example.com'],
    },
    {
      name: 'discovery finished',
      subject: { event: 'discovery_finished', data: { discoveryUserUuid: 'runner' } },
      expected: ['email:runner@example.com'],
    },
    {
      name: 'approval requested from a user',
      subject: { event: 'approval_requested', data: { recipientType: 'user', recipientUuid: 'ann' } },
      expected: ['email:ann@example.com'],
    },
    {
      name: 'approval requested from a role',
      subject: { event: 'approval_requested', data: { recipientType: 'role', recipientUuid: 'r1' } },
      expected: ['email:ann@example.com', 'email:bob@example.com'],
    },
    {
      name: 'approval requested from a group',
      subject: { event: 'approval_requested', data: { recipientType: 'group', recipientUuid: 'g1' } },
      expected: ownerAndGroups,
    },
    {
      name: 'approval requested from an unknown kind',
      subject: { event: 'approval_requested', data: { recipientType: 'constructor', recipientUuid: 'g1' } },
      expected: [],
    },
    {
      name: 'approval closed',
      subject: { event: 'approval_closed', data: { creatorUuid: 'creator' } },
      expected: ['email:creator@example.com'],
    },
    {
      name: 'job finished',
      subject: { event: 'scheduled_job_finished', data: { userUuid: 'runner' } },
      expected: ['email:runner@example.com'],
    },
    { name: 'job of nobody', subject: { event: 'scheduled_job_finished', data: { userUuid: null } }, expected: [] },
    { name: 'event of a later version', subject: { event: 'certificate_sang' }, expected: ownerAndGroups },
  ])('$name', ({ subject: change, expected }) => {
    expect(told(planOf(profile(), change))).toEqual(expected);
  });
});

describe('recipient types and channels', () => {
  it.each<{ name: string; profile: Profile; subject?: Partial<NoticeSubject>; expected: string[] }>([
    {
      name: 'users, one of them gone',
      profile: profile({ recipientType: 'user', recipients: ['ann', 'gone'] }),
      expected: ['email:ann@example.com'],
    },
    {
      name: 'the same address by two groups in two spellings, once',
      profile: profile({ recipientType: 'group', recipients: ['g1', 'g3'] }),
      expected: ['email:ann@example.com', 'email:bob@example.com', 'email:owner@example.com', 'email:team@example.com'],
    },
    { name: 'owner', profile: profile({ recipientType: 'owner' }), expected: ['email:owner@example.com'] },
    {
      name: 'no owner',
      profile: profile({ recipientType: 'owner' }),
      subject: { ownerUuid: null },
      expected: [],
    },
    {
      name: 'object: addresses, others left out',
      profile: profile({ recipientType: 'object', recipientAttribute: 'contact' }),
      subject: { attributes: { contact: ['x@example.com', 'not an address', 7, 'X@EXAMPLE.COM'] } },
      expected: ['email:x@example.com'],
    },
    {
      name: 'object: attribute absent',
      profile: profile({ recipientType: 'object', recipientAttribute: 'contact' }),
      expected: [],
    },
    {
      name: 'object: a name of the prototype',
      profile: profile({ recipientType: 'object', recipientAttribute: 'constructor' }),
      expected: [],
    },
    {
      name: 'none on webhook and event log: once each',
      profile: profile({ recipientType: 'none' }, ['webhook', 'eventLog']),
      expected: ['eventLog:-', 'webhook:-'],
    },
    {
      name: 'none on chat and paging: once each',
      profile: profile({ recipientType: 'none' }, ['slack', 'teams', 'pagerDuty']),
      expected: ['pagerDuty:-', 'slack:-', 'teams:-'],
    },
    {
      name: 'internal is for users, not addresses',
      profile: profile({ recipientType: 'group', recipients: ['g1'] }, ['internal']),
      expected: ['internal:ann', 'internal:owner'],
    },
    {
      name: 'all channels: webhook and event log do not multiply',
      profile: profile({ recipientType: 'role', recipients: ['r1'] }, ['email', 'internal', 'eventLog', 'webhook']),
      expected: [
        'email:ann@example.com',
        'email:bob@example.com',
        'eventLog:-',
        'internal:ann',
        'internal:bob',
        'webhook:-',
      ],
    },
  ])('$name', ({ profile: given, subject: change, expected }) => {
    const plan = planOf(given, change);
    expect(told(plan)).toEqual(expected);
    expect(plan.reason).toBe(expected.length === 0 ? 'no_recipients' : undefined);
  });

  it('a disabled user and one without address harm nobody else', () => {
    const users = [userOf('ann', { enabled: false }), userOf('bob', { email: null }), userOf('owner')];
    const chosen = profile({ recipientType: 'user', recipients: ['ann', 'bob', 'owner'] }, ['email', 'internal']);
    expect(told(planOf(chosen, {}, { users, groups: [], roleMembers: {} }))).toEqual([
      'email:owner@example.com',
      'internal:bob',
      'internal:owner',
    ]);
  });

  it('several rules together: each user, address and uuid once', () => {
    const escalating = profile(
      {
        recipientType: 'owner',
        escalationSteps: [
          { before: 'P30D', addRecipients: [] },
          { before: 'P7D', addRecipients: [{ recipientType: 'group', recipients: ['g1'], recipientAttribute: null }] },
          {
            before: 'P1D',
            addRecipients: [
              { recipientType: 'user', recipients: ['ann', 'bob'], recipientAttribute: null },
              { recipientType: 'object', recipients: [], recipientAttribute: 'contact' },
            ],
          },
        ],
      },
      ['email', 'internal', 'slack'],
    );
    const contact = { attributes: { contact: ['OWNER@example.com', 'boss@example.com'] } };
    const at = (step: string) => told(planOf(escalating, contact, directory, step));
    expect(at('P30D')).toEqual(['email:owner@example.com', 'internal:owner', 'slack:-']);
    expect(at('P7D')).toEqual([
      'email:ann@example.com',
      'email:owner@example.com',
      'email:team@example.com',
      'internal:ann',
      'internal:owner',
      'slack:-',
    ]);
    expect(at('P1D')).toEqual([
      'email:ann@example.com',
      'email:bob@example.com',
      'email:boss@example.com',
      'email:owner@example.com',
      'email:team@example.com',
      'internal:ann',
      'internal:bob',
      'internal:owner',
      'slack:-',
    ]);
    expect(recipientNeeds(rulesInForce(escalating, 'P1D'), subject(contact))).toEqual({
      users: ['owner', 'ann', 'bob'],
      groups: ['g1'],
      roles: [],
      addresses: ['OWNER@example.com', 'boss@example.com'],
    });
  });

  it('asks only for what the profile means', () => {
    expect(recipientNeeds([], subject())).toEqual({
      users: [],
      groups: [],
      roles: [],
      addresses: [],
    });
  });
});

describe('isMailAddress', () => {
  it.each([
    ['a@b.example', true],
    ["o'brien+tag@sub.example.com", true],
    ['用户@例子.example', true],
    ['a@localhost', true],
    ['', false],
    ['a', false],
    ['a@', false],
    ['@b', false],
    ['a@b@c', false],
    ['a@b.example, c@d.example', false],
    ['a@b.example\r\nBcc: c@d.example', false],
    ['Ann <a@b.example>', false],
    ['"a b"@c.example', false],
    ['a@[127.0.0.1]', false],
    ['a@b..example', false],
    ['a\u202e@b.example', false],
    [`${'a'.repeat(65)}@b.example`, false],
    [`a@${'b'.repeat(260)}`, false],
    [{ toString: (): string => 'a@b.example' }, false],
  ])('%j is %s', (text, expected) => expect(isMailAddress(text)).toBe(expected));
});

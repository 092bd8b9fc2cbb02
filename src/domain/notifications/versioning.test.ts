import { includeNothing } from './included';
import type { NotificationProfile } from './profile';
import { versionedChange, withoutSecrets, type VersionedFields } from './versioning';

const before: VersionedFields = {
  recipientType: 'user',
  recipients: ['b', 'a'],
  recipientAttribute: null,
  channels: [{ type: 'webhook', url: 'https://a.example', secrets: ['sealed1:one'] }, { type: 'email' }],
  frequency: null,
  repetitions: null,
  escalationSteps: [
    {
      before: 'P7D',
      addRecipients: [{ recipientType: 'group', recipients: ['g', 'h'], recipientAttribute: null }],
    },
  ],
  quietHours: { timeZone: 'UTC', from: '22:00', to: '06:00', days: ['sat', 'sun'] },
  include: includeNothing,
  mode: 'single',
  templates: { email: { subject: 'a', body: 'b' } },
};
const open = (sealed: string) => sealed.slice(sealed.indexOf(':') + 1);

describe('versionedChange', () => {
  it.each<{ name: string; change: Partial<VersionedFields>; expected: boolean }>([
    { name: 'nothing', change: {}, expected: false },
    { name: 'order of recipients', change: { recipients: ['a', 'b'] }, expected: false },
    {
      name: 'the same secret sealed again, members in another order, an undefined member',
      change: {
        channels: [
          { secrets: ['sealed2:one'], url: 'https://a.example', type: 'webhook' },
          { type: 'email', from: undefined } as never,
        ],
      },
      expected: false,
    },
    { name: 'another recipient', change: { recipients: ['a', 'c'] }, expected: true },
    { name: 'recipient type', change: { recipientType: 'group' }, expected: true },
    { name: 'frequency', change: { frequency: 'P1D' }, expected: true },
    { name: 'text', change: { templates: { email: { subject: 'a', body: 'c' } } }, expected: true },
    {
      name: 'another secret',
      change: { channels: [{ type: 'webhook', url: 'https://a.example', secrets: ['x:two'] }, { type: 'email' }] },
      expected: true,
    },
    { name: 'order of channels', change: { channels: [...before.channels].reverse() }, expected: true },
    {
      name: 'order of days and of recipients of a step',
      change: {
        quietHours: { ...before.quietHours!, days: ['sun', 'sat'] },
        escalationSteps: [
          {
            before: 'P7D',
            addRecipients: [{ recipientType: 'group', recipients: ['h', 'g'], recipientAttribute: null }],
          },
        ],
      },
      expected: false,
    },
    { name: 'steps', change: { escalationSteps: [{ before: 'P8D', addRecipients: [] }] }, expected: true },
    { name: 'no quiet hours', change: { quietHours: null }, expected: true },
    { name: 'include', change: { include: { ...includeNothing, metadata: true } }, expected: true },
    { name: 'mode', change: { mode: 'digest' }, expected: true },
    {
      name: 'the end of a secret',
      change: {
        channels: [
          {
            type: 'webhook',
            url: 'https://a.example',
            secrets: ['sealed1:one'],
            secretsUntil: ['2030-01-01T00:00:00.000Z'],
          },
          { type: 'email' },
        ],
      },
      expected: true,
    },
  ])('$name: $expected', ({ change, expected }) => {
    expect(versionedChange(before, { ...before, ...change }, open)).toBe(expected);
  });
});

describe('addresses and keys that are secrets', () => {
  const channels = [
    { type: 'slack', url: 'a:hook' },
    { type: 'teams', url: 'a:card' },
    { type: 'pagerDuty', routingKey: 'a:key', severity: 'error' },
  ] as const;
  const profile = { ...before, channels };

  it('sealed again they are the same, another text is a change', () => {
    const again = [
      { type: 'slack', url: 'b:hook' },
      { type: 'teams', url: 'b:card' },
      { type: 'pagerDuty', routingKey: 'b:key', severity: 'error' },
    ] as const;
    expect(versionedChange(profile, { ...profile, channels: again }, open)).toBe(false);
    const other = [again[0], again[1], { ...again[2], routingKey: 'b:other' }];
    expect(versionedChange(profile, { ...profile, channels: other }, open)).toBe(true);
  });

  it('a kept version has none of them', () => {
    const at = new Date('2030-01-01T00:00:00Z');
    const whole: NotificationProfile = {
      ...profile,
      channels: [...channels, before.channels[0]!],
      uuid: 'u',
      name: 'n',
      description: 'd',
      version: 3,
      revision: 9,
      createdAt: at,
      updatedAt: at,
    };
    expect(withoutSecrets(whole)).toEqual({
      ...before,
      channels: [
        { type: 'slack' },
        { type: 'teams' },
        { type: 'pagerDuty', severity: 'error' },
        { type: 'webhook', url: 'https://a.example', secretCount: 1 },
      ],
      version: 3,
      savedAt: at,
    });
  });
});

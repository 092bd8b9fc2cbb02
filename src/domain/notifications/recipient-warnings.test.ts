import { attributeDefinition } from '../../../test/support/attribute-definition';
import { directoryOf, groupOf, profileOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { NotificationProfile } from './profile';
import { recipientWarnings } from './recipient-warnings';

const directory = {
  ...directoryOf(
    [
      userOf('ann', { roles: ['ops'] }),
      userOf('off', { enabled: false, roles: ['away'] }),
      userOf('mute', { email: null }),
      userOf('void', { email: 'void@certloom.invalid' }),
    ],
    [
      groupOf('web', ['ann', 'off']),
      groupOf('empty', []),
      groupOf('box', [], { email: 'box@example.com' }),
      groupOf('dead', ['off', 'gone']),
    ],
  ),
  roles: new Map([
    ['ops', {}],
    ['away', {}],
    ['unheld', {}],
  ]),
  attributesByName: new Map(
    [
      attributeDefinition({ name: 'contact' }),
      attributeDefinition({ name: 'count', contentType: 'integer' }),
      attributeDefinition({ name: 'pin', contentType: 'secret' }),
      attributeDefinition({ name: 'team', list: true, content: [{ data: 'a@example.com' }, { data: 'the web team' }] }),
    ].map((definition) => [definition.name, definition]),
  ),
};
const told = (change: Partial<NotificationProfile>) =>
  recipientWarnings(profileOf('p', change), directory).map(
    ({ code, pointer, detail }) => `${code} ${pointer ?? ''} ${detail}`,
  );
const internal = [{ type: 'internal' }] as const;
const users = (...recipients: string[]) => ({ recipientType: 'user', recipients }) as const;
const rule = (recipientType: 'group' | 'role', ...recipients: string[]) => ({ recipientType, recipients }) as const;
const nobody = expect.stringMatching(/^reaches_nobody /);
const at = (pointer: string, words: string) =>
  expect.stringMatching(new RegExp(`^recipient_unusable ${pointer} .*${words}`));

it.each<{ name: string; profile: Partial<NotificationProfile>; expected: unknown[] }>([
  { name: 'users that can be told', profile: users('ann'), expected: [] },
  { name: 'whom the subject names', profile: { recipientType: 'owner' }, expected: [] },
  {
    name: 'users that cannot',
    profile: users('ann', 'off', 'gone', 'mute', 'void'),
    expected: [
      at('/recipients/1', 'disabled'),
      at('/recipients/2', 'gone'),
      at('/recipients/3', 'no mail address'),
      at('/recipients/4', 'reserved'),
    ],
  },
  {
    name: 'a user without address, in the application',
    profile: { ...users('mute'), channels: internal },
    expected: [],
  },
  { name: 'only such users', profile: users('off'), expected: [at('/recipients/0', 'disabled'), nobody] },
  {
    name: 'groups',
    profile: rule('group', 'web', 'box', 'empty', 'dead', 'gone'),
    expected: [at('/recipients/2', 'no members'), at('/recipients/3', 'No member'), at('/recipients/4', 'gone')],
  },
  {
    name: 'the address of a group, where nothing is mailed',
    profile: { ...rule('group', 'box'), channels: internal },
    expected: [at('/recipients/0', 'no members'), nobody],
  },
  {
    name: 'roles',
    profile: rule('role', 'ops', 'away', 'unheld', 'gone'),
    expected: [at('/recipients/1', 'can be reached'), at('/recipients/2', 'Nobody has'), at('/recipients/3', 'gone')],
  },
  { name: 'an attribute', profile: { recipientType: 'object', recipientAttribute: 'contact' }, expected: [] },
  {
    name: 'an attribute of numbers',
    profile: { recipientType: 'object', recipientAttribute: 'count' },
    expected: [at('/recipientAttribute', 'integer')],
  },
  {
    name: 'a secret attribute',
    profile: { recipientType: 'object', recipientAttribute: 'pin' },
    expected: [at('/recipientAttribute', 'secret')],
  },
  {
    name: 'an attribute with options that are no addresses',
    profile: { recipientType: 'object', recipientAttribute: 'team' },
    expected: [at('/recipientAttribute', 'the web team')],
  },
  {
    name: 'a channel that has no recipients',
    profile: { ...users('off'), channels: [{ type: 'eventLog' }] },
    expected: [],
  },
  {
    name: 'recipients of a step',
    profile: {
      ...users('ann'),
      escalationSteps: [
        { before: 'P7D', addRecipients: [] },
        { before: 'P1D', addRecipients: [{ recipientAttribute: null, ...rule('group', 'empty') }] },
      ],
    },
    expected: [at('/escalationSteps/1/addRecipients/0/recipients/0', 'no members')],
  },
  {
    name: 'a last step that reaches somebody',
    profile: {
      ...users('off'),
      escalationSteps: [{ before: 'P1D', addRecipients: [{ recipientAttribute: null, ...users('ann') }] }],
    },
    expected: [at('/recipients/0', 'disabled')],
  },
])('$name', ({ profile, expected }) => {
  expect(told(profile)).toEqual(expected);
});

import { recipientValues } from './named-recipients';

const group = { email: 'ops@example.com', members: ['u-ann', 'u-bob', 'u-gone'] };
const directory = {
  usersByName: new Map([
    ['ann', { uuid: 'u-ann' }],
    ['ops', { uuid: 'u-ops' }],
  ]),
  users: new Map<string, { email: string | null }>([
    ['u-ann', { email: 'ann@example.com' }],
    ['u-bob', { email: null }],
  ]),
  groupsByName: new Map([['ops', group]]),
  groups: new Map<string, { email: string | null; members: string[] }>([
    ['g-ops', group],
    ['g-silent', { email: null, members: [] }],
  ]),
};
const all = { users: true, groups: true };
const ofGroup = ['u-ann', 'u-bob', 'u-gone', 'ops@example.com', 'ann@example.com'];

describe('the recipients of deliveries', () => {
  it.each([
    { of: 'an address', given: 'x@example.com', may: all, values: ['x@example.com'] },
    { of: 'a user by uuid', given: 'u-ann', may: all, values: ['u-ann'] },
    { of: 'a user by name', given: 'ann', may: all, values: ['ann', 'u-ann'] },
    { of: 'a group by uuid', given: 'g-ops', may: all, values: ['g-ops', ...ofGroup] },
    { of: 'a group and a user of one name', given: 'ops', may: all, values: ['ops', 'u-ops', ...ofGroup] },
    { of: 'a group that nobody is in', given: 'g-silent', may: all, values: ['g-silent'] },
    { of: 'what is no user for who reads none', given: 'ann', may: { ...all, users: false }, values: ['ann'] },
    { of: 'what is no group for who reads none', given: 'g-ops', may: { ...all, groups: false }, values: ['g-ops'] },
    {
      of: 'a group for who reads no users',
      given: 'g-ops',
      may: { ...all, users: false },
      values: ['g-ops', 'u-ann', 'u-bob', 'u-gone', 'ops@example.com'],
    },
  ])('of $of', ({ given, may, values }) => expect(recipientValues(given, directory, may)).toEqual(values));
});

import { nameIn, nameMembersOf } from './kind';

const alert = { nameMembers: ['kind', 'name'] };

it.each([
  ['a name', { nameMember: 'username' }, 'kim/a', { username: 'kim/a' }],
  ['a name of two parts', alert, 'expiration/Web servers', { kind: 'expiration', name: 'Web servers' }],
  ['a name with a slash in its last part', alert, 'issued/a/b', { kind: 'issued', name: 'a/b' }],
  ['what has no name in its request', {}, 'platform', {}],
])('puts %s into the request', (_what, kind, name, expected) => {
  expect(nameIn(kind, name)).toEqual(expected);
  expect(nameMembersOf(kind)).toEqual(Object.keys(expected));
});

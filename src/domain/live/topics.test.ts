import { builtInRoles } from '../identity/roles';
import { permissions, type Permission } from '../identity/permissions';
import { isTopic, mayHearIds, permissionOf, topics, topicsFor } from './topics';

const granted = (role: string) => new Set(builtInRoles.find(({ name }) => name === role)?.permissions);

it('every topic takes a permission to read, and is spelled as paths are', () => {
  for (const topic of topics) {
    expect(permissions).toContain(permissionOf(topic));
    expect(permissionOf(topic)).toMatch(/:read$/);
    expect(topic).toMatch(/^[a-z]+(-[a-z]+)*$/);
  }
});

it.each<[string, Permission[], string[]]>([
  ['nothing', [], []],
  ['one area', ['groups:read'], ['groups']],
  ['an area with two lists', ['builder:read'], ['definitions', 'instances']],
  ['only to write', ['groups:write'], []],
])('who may read %s is told of that', (_, own, expected) => expect(topicsFor(new Set(own))).toEqual(expected));

it('roles are told of what they may read', () => {
  expect(topicsFor(granted('administrator'))).toEqual(topics);
  expect(topicsFor(granted('uploader'))).toEqual(['notifications', 'custom-attributes']);
  expect(topicsFor(granted('viewer'))).not.toContain('audit-log');
});

it('hears of approvals of others that there are some, and not which', () => {
  expect(mayHearIds('approvals', granted('viewer'))).toBe(false);
  expect(mayHearIds('approvals', granted('auditor'))).toBe(true);
  expect(mayHearIds('certificates', granted('viewer'))).toBe(true);
});

it.each([
  ['certificates', true],
  ['toString', false],
  ['', false],
])('%j is a topic: %s', (text, expected) => expect(isTopic(text)).toBe(expected));

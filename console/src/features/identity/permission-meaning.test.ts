import { expect, it } from 'vitest';
import { matrixOf, meaningsOf } from './permission-meaning';

it('finds what a permission allows in the descriptions of operations', () => {
  const paths = {
    '/groups': {
      parameters: [],
      get: { summary: 'List groups', description: 'All rows.\n\nPermission: `groups:read`.' },
      post: { summary: 'Create a group', description: 'Permission: `groups:write`.' },
    },
    '/groups/{uuid}': { get: { summary: 'Get a group', description: 'Permission: `groups:read`.' } },
    '/me': { get: { summary: 'Get your own user', description: 'Any valid key.' } },
    '/other': { get: { summary: 'Odd', description: 'Needs also Permission: `groups:write`. And more.' } },
  };
  expect([...meaningsOf({ paths })]).toEqual([
    ['groups:read', ['List groups', 'Get a group']],
    ['groups:write', ['Create a group']],
  ]);
});

it('tells of one that opens no operation where the descriptions speak of it', () => {
  const description = 'Yours. With `approvals:all` those of everybody.\n\nPermission: `approvals:read`.';
  const parameters = [{ name: 'all', description: 'Needs `approvals:all`.' }];
  const found = meaningsOf({
    paths: { '/approvals': { get: { summary: 'List approvals', description, parameters } } },
  });
  expect(found.get('approvals:all')).toEqual(['With approvals:all those of everybody.', 'Needs approvals:all.']);
  expect(found.get('approvals:read')).toEqual(['List approvals']);
});

it('has a row for each resource, with read and write first', () => {
  expect(
    matrixOf(['users:write', 'certificates:renew', 'certificates:write', 'users:read', 'certificates:read']),
  ).toEqual([
    { resource: 'certificates', verbs: ['read', 'write', 'renew'] },
    { resource: 'users', verbs: ['read', 'write'] },
  ]);
});

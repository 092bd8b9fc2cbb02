import { expect, it } from 'vitest';
import { collectionOf, nameMemberOf } from './references';

it.each([
  ['roles', 'roleNames', 'roles'],
  ['userUuid', 'userName', 'users'],
  ['authorityInstanceUuid', 'authorityInstanceName', 'authorities'],
  ['issue', 'issueName', 'approval-profiles'],
  ['constructor', 'constructorName', undefined],
])('%s is named by %s', (member, name, collection) => {
  expect(nameMemberOf(member)).toBe(name);
  expect(collectionOf(member)).toBe(collection);
});

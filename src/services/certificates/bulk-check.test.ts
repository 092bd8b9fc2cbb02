import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { BulkChanges } from '../../domain/certificates/bulk';
import { isCertloomError, type Fault } from '../../domain/problem';
import { checkBulkChanges } from './bulk-check';
import type { CertificateDirectory } from './selection';

const directory = {
  groups: new Map([['g', { uuid: 'g', name: 'Web' }]]),
  users: new Map([['u', { uuid: 'u', username: 'alice' }]]),
  raProfiles: new Map([['off', { uuid: 'off', name: 'Old', enabled: false }]]),
  attributes: new Map([['site', attributeDefinition({ uuid: 'site', name: 'site' })]]),
} as unknown as CertificateDirectory;

const wish = { reason: 'superseded', comment: null } as const;

function faultsOf(changes: BulkChanges): readonly Pick<Fault, 'pointer' | 'code'>[] {
  try {
    checkBulkChanges(changes, directory);
    return [];
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return (error.more.errors ?? []).map(({ pointer, code }) => ({ pointer, code }));
  }
}

it.each<{ name: string; changes: BulkChanges; faults: readonly [string, string][] }>([
  { name: 'nothing', changes: {}, faults: [['/changes', 'wrong_value']] },
  { name: 'delete with more', changes: { delete: true, archived: true }, faults: [['/changes', 'wrong_value']] },
  { name: 'delete alone', changes: { delete: true }, faults: [] },
  { name: 'renew with revoke', changes: { renew: true, revoke: wish }, faults: [['/changes', 'wrong_value']] },
  { name: 'revoke with more', changes: { revoke: wish, owner: null }, faults: [['/changes', 'wrong_value']] },
  { name: 'renew alone', changes: { renew: true }, faults: [] },
  { name: 'revoke alone', changes: { revoke: wish }, faults: [] },
  { name: 'groups without a verb', changes: { groups: {} }, faults: [['/changes/groups', 'wrong_value']] },
  {
    name: 'set with add',
    changes: { groups: { set: ['g'], add: ['g'] } },
    faults: [['/changes/groups', 'wrong_value']],
  },
  {
    name: 'a group both ways',
    changes: { groups: { add: ['g'], remove: ['g'] } },
    faults: [['/changes/groups', 'wrong_value']],
  },
  {
    name: 'an unknown group to add',
    changes: { groups: { add: ['g', 'x'] } },
    faults: [['/changes/groups/add/1', 'target_missing']],
  },
  { name: 'an unknown group to take out', changes: { groups: { remove: ['x'] } }, faults: [] },
  {
    name: 'an unknown owner and a disabled RA profile',
    changes: { owner: 'x', raProfile: 'off' },
    faults: [
      ['/changes/owner', 'target_missing'],
      ['/changes/raProfile', 'ra_profile_disabled'],
    ],
  },
  { name: 'nobody and no RA profile', changes: { owner: null, raProfile: null }, faults: [] },
  {
    name: 'an unknown attribute',
    changes: { customAttributes: [{ name: 'x', content: null }] },
    faults: [['/changes/customAttributes/0/name', 'unknown_attribute']],
  },
  { name: 'an attribute to clear', changes: { customAttributes: [{ name: 'site', content: null }] }, faults: [] },
])('$name', ({ changes, faults }) =>
  expect(faultsOf(changes)).toEqual(faults.map(([pointer, code]) => ({ pointer, code }))),
);

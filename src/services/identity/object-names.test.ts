import { directoryOf, groupOf, profileOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import type { ApprovalProfile } from '../../domain/approvals/profile';
import type { AuthorityInstance } from '../../domain/authorities/instance';
import { createObjectNames, type ObjectNamesDeps } from './object-names';

const user = userOf('ann');
const group = groupOf('g1', [], { name: 'Web' });
const twins = [
  { uuid: 'c1', notAfter: new Date('2030-01-01T00:00:00Z') },
  { uuid: 'c2', notAfter: null },
];
const profile = { uuid: 'ap1', name: 'two steps' } as ApprovalProfile;
const deps: ObjectNamesDeps = {
  approvalProfiles: {
    byIds: async (uuids) => [profile].filter(({ uuid }) => uuids.includes(uuid)),
    byName: async (name) => (name === profile.name ? profile : undefined),
  },
  jobs: { byIds: async () => [], byName: async () => undefined },
  alerts: {
    byIds: async () => [{ uuid: 'al1', kind: 'expiration', name: 'Soon' } as never],
    // A name is unique within a kind only.
    byName: async (kind, name) =>
      name === 'Soon' && kind !== 'denied' ? ({ uuid: `al ${kind}`, name } as never) : undefined,
  },
  directory: async () => directoryOf([user], [group]),
  triggers: { findMany: async () => [], list: async () => [] },
  profiles: {
    findMany: async () => [profileOf('p1')],
    list: async ({ name }) => (name === 'Profile p1' ? [profileOf('p1')] : []),
  },
  authorities: {
    byIds: async () => [{ uuid: 'a1', name: 'Inside' }] as AuthorityInstance[],
    byName: async (name) => (name === 'Inside' ? ({ uuid: 'a1' } as AuthorityInstance) : undefined),
  },
  certificateProfiles: { byIds: async () => [], byName: async () => undefined },
  connections: { byIds: async () => [], byName: async () => undefined },
  collections: { byIds: async () => [], byName: async () => undefined },
  discoveries: {
    byIds: async () => [{ uuid: 'd1', name: 'Scan' } as never],
    byName: async (name) => (name === 'Scan' ? ({ uuid: 'd1', name } as never) : undefined),
  },
  inventory: {
    namesOf: async () => new Map([['c2', 'c2.example']]),
    named: async (name, limit) => (name === 'twice' ? twins.slice(0, limit) : []),
  },
};
const names = createObjectNames(deps);

it.each([
  { kind: 'user' as const, uuids: [user.uuid, 'gone'], expected: [[user.uuid, user.username]] },
  { kind: 'group' as const, uuids: ['g1'], expected: [['g1', 'Web']] },
  { kind: 'notificationProfile' as const, uuids: ['p1'], expected: [['p1', 'Profile p1']] },
  { kind: 'authority' as const, uuids: ['a1'], expected: [['a1', 'Inside']] },
  { kind: 'approvalProfile' as const, uuids: ['ap1', 'x'], expected: [['ap1', 'two steps']] },
  { kind: 'discovery' as const, uuids: ['d1'], expected: [['d1', 'Scan']] },
  { kind: 'certificate' as const, uuids: ['c1', 'c2'], expected: [['c2', 'c2.example']] },
])('names what a $kind is called', async ({ kind, uuids, expected }) =>
  expect([...(await names.namesOf(kind, uuids))]).toEqual(expected),
);

it.each([
  { kind: 'user' as const, name: user.username, expected: [{ uuid: user.uuid }] },
  { kind: 'group' as const, name: 'web', expected: [] },
  { kind: 'trigger' as const, name: 'Web', expected: [] },
  { kind: 'discovery' as const, name: 'Scan', expected: [{ uuid: 'd1' }] },
  { kind: 'notificationProfile' as const, name: 'Profile p1', expected: [{ uuid: 'p1' }] },
  { kind: 'authority' as const, name: 'Inside', expected: [{ uuid: 'a1' }] },
  { kind: 'certificateProfile' as const, name: 'servers', expected: [] },
  { kind: 'certificate' as const, name: 'twice', expected: twins },
  { kind: 'alert' as const, name: 'nosuch', expected: [] },
])('finds the $kind called $name', async ({ kind, name, expected }) =>
  expect(await names.candidatesOf(kind, name, 11)).toEqual(expected),
);

it('tells alerts of different kinds apart that have one name', async () => {
  expect(await names.candidatesOf('alert', 'Soon', 2)).toEqual([{ uuid: 'al expiration' }, { uuid: 'al pending' }]);
  expect([...(await names.namesOf('alert', ['al1']))]).toEqual([['al1', 'Soon']]);
  const withKinds = createObjectNames({ ...deps, withKinds: true });
  expect([...(await withKinds.namesOf('alert', ['al1']))]).toEqual([['al1', 'expiration/Soon']]);
});

import { builtInRoles } from '../../domain/identity/roles';
import type { User } from '../../domain/identity/user';
import type { Session } from '../../domain/sign-in/session';
import { createSessionOwners } from './session-owners';

const now = new Date('2030-01-01T12:00:00Z');
const viewer = builtInRoles.find(({ name }) => name === 'viewer')!;
const user: User = {
  ...{ uuid: 'u', username: 'ada', displayName: '', email: null, roles: [viewer.uuid], groups: [] },
  ...{ enabled: true, revision: 1 },
};
const session: Session = {
  ...{ uuid: 's', user: 'u', method: 'apiKey', provider: null, ipAddress: '', userAgent: null },
  ...{ createdAt: new Date('2030-01-01T10:00:00Z'), lastUsedAt: new Date('2030-01-01T11:00:00Z') },
  ...{ endedAt: null, end: null },
};

function ownersOf(found: Session | undefined, owner: User | undefined) {
  return createSessionOwners({
    sessions: { bySecret: async () => found },
    users: { find: async () => owner },
    roles: { byIds: async () => [{ ...viewer, revision: 1 }] },
    limits: async () => ({ idleMs: 2 * 3_600_000, absoluteMs: 24 * 3_600_000 }),
    now: () => now,
  });
}

it('finds who is signed in, what they may do, and until when', async () => {
  expect(await ownersOf(session, user)('secret')).toEqual({
    session,
    user: { uuid: 'u', username: 'ada' },
    permissions: expect.arrayContaining(['certificates:read']),
    timeOut: new Date('2030-01-01T13:00:00Z'),
  });
});

it.each<[string, Session | undefined, User | undefined]>([
  ['an unknown session', undefined, user],
  ['one that was ended', { ...session, endedAt: now, end: 'revoked' }, user],
  ['one that timed out', { ...session, lastUsedAt: new Date('2030-01-01T10:00:00Z') }, user],
  ['one of a deleted user', session, undefined],
  ['one of a disabled user', session, { ...user, enabled: false }],
])('finds nobody for %s', async (_name, found, owner) => {
  expect(await ownersOf(found, owner)('secret')).toBeUndefined();
});

import { administratorRole } from '../../domain/identity/roles';
import type { User } from '../../domain/identity/user';
import { CertloomError } from '../../domain/problem';
import type { Provider } from '../../domain/sign-in/provider';
import { createAdmission } from './admission';

const provider: Provider = {
  ...{ uuid: 'p', name: 'corp', displayName: 'Corp', enabled: true, issuer: 'https://id.example.org', clientId: 'c' },
  ...{
    secretRef: null,
    tokenEndpointAuth: 'none',
    scopes: ['openid'],
    usernameClaim: 'preferred_username',
    revision: 1,
  },
  ...{ match: 'none', groupsClaim: null, roles: ['viewer'], signsOutThere: true, tls: { ca: null } },
  roleMappings: [
    { group: 'PKI', roles: ['operator'] },
    { group: 'Root', roles: [administratorRole] },
  ],
};
const withGroups: Provider = { ...provider, groupsClaim: 'groups', roles: [] };

function stand(...present: Partial<User>[]) {
  const users = present.map((user, at) => ({
    ...{ uuid: `u${at}`, displayName: '', email: null, roles: [], groups: [], enabled: true, revision: 1 },
    ...user,
  })) as User[];
  const links = new Map<string, string>();
  const admit = createAdmission({
    users: {
      find: async (uuid) => users.find((user) => user.uuid === uuid),
      byName: async (name) => users.find(({ username }) => username === name),
      all: async () => users,
      withRoles: async ([role]) => users.filter(({ roles }) => roles.includes(role!)),
      async create(_uuid, { name, ...fields }) {
        if (users.some(({ username }) => username === name)) throw new CertloomError('name_taken', '');
        const user = { uuid: `u${users.length}`, username: name, groups: [], revision: 1, ...fields };
        users.push(user);
        return user;
      },
      async update(uuid, _seen, fields) {
        const at = users.findIndex((user) => user.uuid === uuid);
        return (users[at] = { ...users[at]!, ...fields } as User);
      },
    },
    roles: { byIds: async (uuids) => uuids.filter((uuid) => uuid !== 'gone').map((uuid) => ({ uuid }) as never) },
    identities: {
      find: async (issuer, subject) => links.get(`${issuer} ${subject}`),
      isTaken: async (issuer, user) => [...links].some(([key, of]) => key.startsWith(issuer) && of === user),
      async link(issuer, subject, user) {
        links.set(`${issuer} ${subject}`, user);
        return user;
      },
    },
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  return { admit, users };
}

const ada = { preferred_username: 'ada', name: 'Ada L', email: 'ada@example.org', email_verified: true };

it('makes a user once, whatever the person is called later', async () => {
  const { admit, users } = stand();
  const first = await admit(provider, { subject: 's', claims: ada });
  expect(first).toMatchObject({ username: 'ada', displayName: 'Ada L', email: 'ada@example.org', roles: ['viewer'] });
  const again = await admit(provider, { subject: 's', claims: { ...ada, preferred_username: 'other' } });
  expect([again.uuid, users.length]).toEqual([first.uuid, 1]);
});

it('takes nobody over by name: somebody else of this name is somebody else', async () => {
  const { admit } = stand({ username: 'ada' });
  expect(await admit(provider, { subject: 's', claims: ada })).toMatchObject({ uuid: 'u1', username: 'ada (corp)' });
  expect(await admit(provider, { subject: 't', claims: ada })).toMatchObject({ uuid: 'u2', username: 'ada (corp 2)' });
});

it('tells subjects of two issuers apart', async () => {
  const { admit } = stand();
  const one = await admit(provider, { subject: 's', claims: ada });
  const other = await admit({ ...provider, name: 'b', issuer: 'https://b.example' }, { subject: 's', claims: ada });
  expect(other.uuid).not.toBe(one.uuid);
});

it.each<[string, Partial<Provider>, object, Partial<User>, boolean]>([
  ['a verified address', { match: 'email' }, ada, { username: 'x', email: 'ADA@example.org' }, true],
  [
    'an address that is not verified',
    { match: 'email' },
    { ...ada, email_verified: false },
    { username: 'x', email: 'ada@example.org' },
    false,
  ],
  [
    'an address that is said to be by a text',
    { match: 'email' },
    { ...ada, email_verified: 'true' },
    { username: 'x', email: 'ada@example.org' },
    false,
  ],
  ['a username', { match: 'username' }, ada, { username: 'ada' }, true],
  [
    'the username of an administrator',
    { match: 'username' },
    ada,
    { username: 'ada', roles: [administratorRole] },
    false,
  ],
])('becomes an existing user by %s where that is configured', async (_name, changed, claims, present, isFound) => {
  const { admit } = stand(present);
  const user = await admit({ ...provider, ...changed }, { subject: 's', claims: claims as Record<string, unknown> });
  expect(user.uuid === 'u0').toBe(isFound);
});

it('is one person of an issuer for a user', async () => {
  const { admit } = stand({ username: 'ada' });
  const byName: Provider = { ...provider, match: 'username' };
  expect((await admit(byName, { subject: 's', claims: ada })).uuid).toBe('u0');
  expect((await admit(byName, { subject: 't', claims: ada })).uuid).toBe('u1');
});

it('has the roles that the groups give, at each sign-in', async () => {
  const { admit } = stand();
  const come = (groups: unknown) => admit(withGroups, { subject: 's', claims: { ...ada, groups } });
  expect((await come('PKI')).roles).toEqual(['operator']);
  expect((await come(['PKI', 'Root'])).roles).toEqual(['operator', administratorRole]);
  // The last administrator stays one.
  expect((await come(['PKI'])).roles).toEqual(['operator', administratorRole]);
  await expect(come(['x'])).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringMatching(/None of your groups/),
  });
  await expect(come(undefined)).rejects.toMatchObject({ message: expect.stringMatching(/says nothing/) });
});

it('leaves out roles that are gone, and those who are disabled', async () => {
  const { admit, users } = stand();
  expect((await admit({ ...provider, roles: ['gone', 'viewer'] }, { subject: 's', claims: {} })).roles).toEqual([
    'viewer',
  ]);
  users[0] = { ...users[0]!, enabled: false };
  await expect(admit(provider, { subject: 's', claims: {} })).rejects.toMatchObject({
    message: 'Your user is disabled here.',
  });
});

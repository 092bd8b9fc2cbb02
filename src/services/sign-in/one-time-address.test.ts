import type { User } from '../../domain/identity/user';
import { createOneTimeAddresses } from './one-time-address';

const token = 't'.repeat(43);
const user = { uuid: 'u', username: 'admin', enabled: true } as User;

function stand(found: User | undefined) {
  const made: unknown[] = [];
  let open = true;
  const addresses = createOneTimeAddresses({
    addresses: {
      create: async (uuid, expiresAt) => (made.push([uuid, expiresAt]), token),
      isOpen: async () => open,
      spend: async () => {
        const was = open;
        open = false;
        return was ? 'u' : undefined;
      },
    },
    users: { find: async () => found },
    publicUrl: 'http://127.0.0.1:8080',
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  return { addresses, made };
}

it('is made for ten minutes, looked at as often as one likes, and spent once', async () => {
  const { addresses, made } = stand(user);
  const expiresAt = new Date('2030-01-01T00:10:00Z');
  expect(await addresses.make('u')).toEqual({ url: `http://127.0.0.1:8080/once/${token}`, expiresAt });
  expect(made).toEqual([['u', expiresAt]]);
  expect([await addresses.isOpen(token), await addresses.isOpen(token)]).toEqual([true, true]);
  expect(await addresses.spend(token)).toBe(user);
  expect(await addresses.isOpen(token)).toBe(false);
  expect(await addresses.spend(token)).toBeUndefined();
});

it.each([
  ['a text that is none', 'x', user],
  ['a user who is disabled meanwhile', token, { ...user, enabled: false }],
  ['a user who is gone', token, undefined],
])('signs nobody in for %s', async (_name, text, found) => {
  expect(await stand(found).addresses.spend(text)).toBeUndefined();
});

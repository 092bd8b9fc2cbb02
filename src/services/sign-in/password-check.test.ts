import type { User } from '../../domain/identity/user';
import { createPasswordCheck } from './password-check';

const now = new Date('2030-01-01T00:00:00Z');
const ada = { uuid: 'u', username: 'ada', enabled: true } as User;

function stand(found: User | undefined, lockedUntil?: Date) {
  const asked: unknown[] = [];
  const forgotten: string[] = [];
  const check = createPasswordCheck({
    passwords: {
      countTry: async () => lockedUntil,
      matches: async (user, password) => (asked.push(user), user === 'u' && password === 'right'),
      forgetTries: async (name) => void forgotten.push(name),
    },
    users: { byName: async () => found },
    now: () => now,
  });
  return { check, asked, forgotten };
}

it('knows who has the name and the password, and forgets what was tried before', async () => {
  const { check, forgotten } = stand(ada);
  expect(await check('ada', 'right')).toBe(ada);
  expect(forgotten).toEqual(['ada']);
});

it.each([
  ['a wrong password', ada, 'wrong', 'u'],
  ['an unknown name', undefined, 'right', undefined],
  ['a disabled user', { ...ada, enabled: false }, 'right', undefined],
])('compares slowly for %s too, and finds nobody', async (_name, found, password, compared) => {
  const { check, asked, forgotten } = stand(found);
  expect(await check('ada', password)).toBeUndefined();
  expect([asked, forgotten]).toEqual([[compared], []]);
});

it('compares nothing while the name is locked, and says for how long', async () => {
  const { check, asked } = stand(ada, new Date('2030-01-01T00:00:30Z'));
  await expect(check('ada', 'right')).rejects.toMatchObject({ code: 'rate_limited', more: { retryAfterSeconds: 30 } });
  expect(asked).toEqual([]);
});

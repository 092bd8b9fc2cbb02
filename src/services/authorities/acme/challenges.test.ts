import type { AcmeChallenge } from '../../../store/authorities/acme-challenges';
import { createHttpMethod, keyAuthorizationOf, markOf } from './challenges';

it('puts the answer where every process finds it, for a day', async () => {
  const put: AcmeChallenge[] = [];
  const method = createHttpMethod({ put: async (row) => void put.push(row) }, () => new Date(0));
  const keyAuthorization = keyAuthorizationOf('token', 'print');
  expect(await method.prepare({ name: 'a.example', token: 'token', keyAuthorization })).toBe(true);
  await method.clear({ name: 'a.example', token: 'token', keyAuthorization });
  expect(put).toEqual([{ token: 'token', keyAuthorization: 'token.print', expiresAt: new Date(86_400_000) }]);
});

it('names challenges shortly', () => {
  expect(markOf('https://ca.example/1')).toMatch(/^[\w-]{10}$/);
  expect(markOf('https://ca.example/1')).not.toBe(markOf('https://ca.example/2'));
});

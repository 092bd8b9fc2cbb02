import request from 'supertest';
import { startPlatform, type Platform } from '../support/platform';

const start = new Date('2030-01-01T00:00:00Z');
const clock = { now: start };
const hours = (count: number) => void (clock.now = new Date(clock.now.getTime() + count * 3_600_000));
const ours = { 'Sec-Fetch-Site': 'same-origin', 'X-Certloom-Console': '1' };
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform({ now: () => clock.now });
});
afterAll(() => platform.close());

const api = (method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  request(platform.app)[method](`/api/v1${path}`);

async function signIn(key: string, cookie?: string): Promise<string> {
  const asked = api('post', '/sign-in/key').set(cookie === undefined ? ours : { ...ours, Cookie: cookie });
  const { headers } = await asked.send({ key }).expect(200, { location: '/' });
  return headers['set-cookie']![0]!.split(';', 1)[0]!;
}
const as = (cookie: string, method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  api(method, path).set({ ...ours, Cookie: cookie });

it('is begun with a key, tells who is in and how, and is over after signing out', async () => {
  const { key } = await platform.makeUser('ada', 'administrator');
  const answer = await api('post', '/sign-in/key').send({ key });
  expect(answer.headers['set-cookie']![0]).toMatch(
    /^__Host-certloom-session-\w{8}=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  expect(answer.text).not.toContain(key);
  const cookie = answer.headers['set-cookie']![0]!.split(';', 1)[0]!;
  const me = (await as(cookie, 'get', '/me').expect(200)).body;
  expect(me).toMatchObject({
    ...{ username: 'ada', authMethod: 'session', session: { method: 'apiKey', state: 'live', isCurrent: true } },
    installation: { version: 'test', timeZone: 'UTC' },
  });
  expect(me.permissions).toContain('sessions:write');
  expect((await as(cookie, 'post', '/groups').send({ name: 'by cookie' })).status).toBe(201);
  const out = await as(cookie, 'post', '/sign-in/out').expect(200, { location: '/' });
  expect(out.headers['set-cookie']![0]).toContain('Max-Age=0');
  expect((await as(cookie, 'get', '/me').expect(401)).body.detail).toBe('The session is over. Sign in again.');
  const rows = (await platform.call('get', '/audit-log?resource=sessions&sort=timestamp')).body.items;
  expect(rows.map((row: Record<string, unknown>) => [row['operation'], row['phase'], row['operationResult']])).toEqual([
    ['sessions.sign-in', 'request', null],
    ['sessions.sign-in', 'outcome', 'success'],
    ['sessions.sign-out', 'request', null],
    ['sessions.sign-out', 'outcome', 'success'],
  ]);
  expect(rows[3].actor).toMatchObject({ authMethod: 'session', name: 'ada' });
  expect(JSON.stringify(rows) + platform.logLines.join('')).not.toContain(cookie.split('=')[1]);
});

it('is not begun with a wrong key, nor for a page of another site', async () => {
  await api('post', '/sign-in/key').send({ key: 'wrong' }).expect(401);
  const { key } = await platform.makeUser('bea', 'viewer');
  const foreign = { ...ours, 'Sec-Fetch-Site': 'cross-site' };
  await api('post', '/sign-in/key').set(foreign).send({ key }).expect(403);
  await api('post', '/sign-in/key').type('form').send({ key }).expect(415);
});

it('changes nothing for another site, and a key beside it goes first', async () => {
  const { key } = await platform.makeUser('cleo', 'administrator');
  const cookie = await signIn(key);
  const send = (headers: object) => api('post', '/groups').set({ Cookie: cookie, ...headers });
  await send({ 'Sec-Fetch-Site': 'cross-site', 'X-Certloom-Console': '1' }).send({ name: 'x' }).expect(403);
  await send({ 'X-Certloom-Console': '1' }).send({ name: 'x' }).expect(403);
  await send({ 'Sec-Fetch-Site': 'same-origin' }).send({ name: 'x' }).expect(403);
  const byKey = { Authorization: `Bearer ${key}` };
  await send(byKey).send({ name: 'with a key' }).expect(201);
  expect((await api('get', '/me').set({ Cookie: cookie, ...byKey })).body.authMethod).toBe('apiKey');
  await api('get', '/me').set({ Cookie: cookie, Authorization: 'Bearer wrong' }).expect(401);
  await send(byKey).send({}).expect(422);
  await api('post', '/sign-in/out').set(byKey).expect(409);
});

it('is another one after each sign-in, and the one before is over', async () => {
  const { key } = await platform.makeUser('dora', 'viewer');
  const first = await signIn(key);
  const second = await signIn(key, first);
  expect(second).not.toBe(first);
  await as(first, 'get', '/me').expect(401);
  await as(second, 'get', '/me').expect(200);
  const { items } = (await as(second, 'get', '/me/sessions?sort=createdAt')).body;
  expect(items.map(({ state, end, isCurrent }: Record<string, unknown>) => [state, end, isCurrent]).sort()).toEqual([
    ['ended', 'replaced', false],
    ['live', null, true],
  ]);
});

it('ends when it is not used, and at last in any case', async () => {
  const { key } = await platform.makeUser('eva', 'viewer');
  const idle = await signIn(key);
  const used = await signIn(key);
  for (let hour = 0; hour < 161; hour += 7) {
    hours(7);
    await as(used, 'get', '/me').expect(200);
    // The note of the use is not awaited by the request.
    const seen = async () => (await as(used, 'get', '/me')).body.session.lastUsedAt as string;
    while ((await seen()) !== clock.now.toISOString()) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await as(idle, 'get', '/me').expect(401);
  hours(7.1);
  await as(used, 'get', '/me').expect(401);
});

it('is listed and revoked, by whose it is and by administrators', async () => {
  const fay = await platform.makeUser('fay', 'viewer');
  const other = await platform.makeUser('gil', 'viewer');
  const [here, there, foreign] = [await signIn(fay.key), await signIn(fay.key), await signIn(other.key)];
  const own = async () => (await as(here, 'get', '/me/sessions?state=live&count=true')).body;
  const { items, total } = await own();
  expect([items.length, total.value]).toEqual([2, 2]);
  const elsewhere = items.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent).uuid as string;
  const ended: string[] = [];
  const off = platform.sessions.onEnded((uuids) => ended.push(...uuids));
  expect((await as(here, 'delete', `/me/sessions/${elsewhere}`).expect(200)).body).toMatchObject({ end: 'revoked' });
  off();
  expect(ended).toEqual([elsewhere]);
  await as(there, 'get', '/me').expect(401);
  expect((await own()).items).toHaveLength(1);

  await as(here, 'get', '/sessions').expect(403);
  const listed = (await platform.call('get', `/sessions?user=${other.uuid}&state=live`)).body.items;
  expect(listed).toMatchObject([{ user: other.uuid, isCurrent: false }]);
  await as(here, 'delete', `/me/sessions/${listed[0].uuid}`).expect(404);
  const limits = { idleMs: 1_000_000, absoluteMs: 1_000_000 };
  const wanted = [elsewhere, listed[0].uuid as string];
  expect([...(await platform.sessions.liveAmong(wanted, limits, clock.now))]).toEqual([wanted[1]]);
  await platform.call('delete', `/sessions/${listed[0].uuid}`).expect(200);
  await as(foreign, 'get', '/me').expect(401);
  await platform.call('delete', `/sessions/${listed[0].uuid}`).expect(200);
});

it('pages through what there is', async () => {
  const { key } = await platform.makeUser('hal', 'viewer');
  const cookie = await signIn(key);
  for (let at = 0; at < 4; at += 1) {
    hours(0.1);
    await signIn(key);
  }
  for (const sort of ['createdAt', '-createdAt', 'lastUsedAt', '-lastUsedAt']) {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await as(cookie, 'get', `/me/sessions?limit=2&sort=${sort}${cursor}`).expect(200);
      seen.push(...body.items.map(({ createdAt }: { createdAt: string }) => createdAt));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  }
});

it('is over for a user who is disabled or deleted, also when they come back', async () => {
  const { uuid, key } = await platform.makeUser('ivo', 'viewer');
  const cookie = await signIn(key);
  const change = async (enabled: boolean) => {
    const { body, headers } = await platform.call('get', `/users/${uuid}`);
    const { username, displayName, email, roles } = body;
    await platform
      .call('put', `/users/${uuid}`)
      .set('If-Match', headers['etag'] as string)
      .send({ username, displayName, email, roles, enabled })
      .expect(200);
  };
  await change(false);
  await as(cookie, 'get', '/me').expect(401);
  await change(true);
  await as(cookie, 'get', '/me').expect(401);
  const again = await signIn(key);
  await platform
    .call('delete', `/users/${uuid}`)
    .set('If-Match', (await platform.call('get', `/users/${uuid}`)).headers['etag'] as string)
    .expect(204);
  await as(again, 'get', '/me').expect(401);
});

it('an administrator’s is revoked by administrators only', async () => {
  const boss = await platform.makeUser('jan', 'administrator');
  const role = await platform
    .call('post', '/roles')
    .send({ name: 'desk', permissions: ['sessions:read', 'sessions:write'] });
  const desk = await platform.makeUser('kim', role.body.uuid as string);
  await signIn(boss.key);
  const [session] = (await platform.call('get', `/sessions?user=${boss.uuid}`, desk.key)).body.items;
  await platform.call('delete', `/sessions/${session.uuid}`, desk.key).expect(403);
});

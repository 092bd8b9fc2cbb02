import request from 'supertest';
import { startPlatform, type Platform } from '../support/platform';

const clock = { now: new Date('2030-01-01T00:00:00Z') };
const later = (seconds: number) => void (clock.now = new Date(clock.now.getTime() + seconds * 1_000));
const ours = { 'Sec-Fetch-Site': 'same-origin', 'X-Certloom-Console': '1' };
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform({ now: () => clock.now });
});
afterAll(() => platform.close());

const api = (method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  request(platform.app)[method](`/api/v1${path}`);
const cookieOf = (headers: Record<string, unknown>) => (headers['set-cookie'] as string[])[0]!.split(';', 1)[0]!;
const as = (cookie: string, method: 'get' | 'post' | 'put' | 'delete', path: string) =>
  api(method, path).set({ ...ours, Cookie: cookie });

describe('an address that works once', () => {
  const make = async (key?: string) => {
    const { body } = await platform.call('post', '/sign-in/addresses', key).expect(201);
    return new URL(body.url as string).pathname;
  };
  const token = (path: string) => path.slice('/once/'.length);
  const spend = (path: string, headers: Record<string, string> = ours) =>
    request(platform.app)
      .post('/once')
      .set(headers)
      .type('form')
      .send({ token: token(path) });

  it('is looked at by whoever fetches ahead, and spent by the button alone', async () => {
    const path = await make();
    await request(platform.app).head(path).expect(200);
    await request(platform.app).get(path).set('Sec-Purpose', 'prefetch;prerender').expect(200);
    const page = await request(platform.app).get(path).expect(200);
    expect(page.text).toContain(
      `<form method="post" action="/once"><input type="hidden" name="token" value="${token(path)}">`,
    );
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(page.headers['content-security-policy']).toMatch(
      /frame-ancestors 'none'.*form-action 'self'|form-action 'self'.*frame-ancestors 'none'|frame-ancestors 'none'/,
    );
    expect(page.headers['content-security-policy']).not.toContain('script-src');
    await spend(path, { ...ours, 'Sec-Purpose': 'prefetch' }).expect(410);
    await spend(path, { 'Sec-Fetch-Site': 'cross-site' }).expect(403);
    const answer = await spend(path).expect(303);
    expect(answer.headers['location']).toBe('/');
    const me = await as(cookieOf(answer.headers), 'get', '/me').expect(200);
    expect(me.body).toMatchObject({ username: 'admin', session: { method: 'address' } });
    await spend(path).expect(410);
    const after = await request(platform.app).get(path).expect(410);
    expect(after.text).toContain('certloom sign-in');
    expect(platform.logLines.join('')).not.toContain(token(path));
  });

  it('is spent by one of several who press at the same time', async () => {
    const path = await make();
    const answers = await Promise.all([1, 2, 3, 4].map(() => spend(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410, 410]);
  });

  it('is dead after ten minutes, and for a user who is gone', async () => {
    const path = await make();
    later(600);
    await spend(path).expect(410);
    const { uuid, key } = await platform.makeUser('leaver', 'viewer');
    const theirs = await make(key);
    const { headers } = await platform.call('get', `/users/${uuid}`);
    await platform
      .call('delete', `/users/${uuid}`)
      .set('If-Match', headers['etag'] as string)
      .expect(204);
    await spend(theirs).expect(410);
  });

  it('is not made by a session', async () => {
    const answer = await spend(await make()).expect(303);
    await as(cookieOf(answer.headers), 'post', '/sign-in/addresses').expect(403);
  });
});

describe('user name and password', () => {
  const secret = 'correct horse battery';
  const tryWith = (username: string, password: string) =>
    api('post', '/sign-in/password').set(ours).send({ username, password });

  it('work once an administrator has set them, and not before', async () => {
    const { uuid } = await platform.makeUser('mia', 'viewer');
    await tryWith('mia', secret).expect(401);
    const weak = await platform.call('put', `/users/${uuid}/password`).send({ password: 'short' }).expect(422);
    expect(weak.body.errors).toMatchObject([{ pointer: '/password', code: 'weak_password' }]);
    await platform.call('put', `/users/${uuid}/password`).send({ password: secret }).expect(204);
    const { headers } = await tryWith('mia', secret).expect(200, { location: '/' });
    expect((await as(cookieOf(headers), 'get', '/me')).body.session.method).toBe('password');
    await platform.call('delete', `/users/${uuid}/password`).expect(204);
    await tryWith('mia', secret).expect(401);
    const rows = JSON.stringify((await platform.call('get', '/audit-log?limit=200')).body);
    expect(rows + platform.logLines.join('')).not.toContain(secret);
    const stored = await platform.db.collection('passwords').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  it('are changed by whose they are, with the one before, and other browsers are out then', async () => {
    const { uuid, key } = await platform.makeUser('nora', 'viewer');
    await api('put', '/me/password').set('Authorization', `Bearer ${key}`).send({ password: secret }).expect(204);
    const [here, there] = [
      cookieOf((await tryWith('nora', secret)).headers),
      cookieOf((await tryWith('nora', secret)).headers),
    ];
    const next = 'another horse battery';
    const change = (currentPassword: string, password = next) =>
      as(here, 'put', '/me/password').send({ currentPassword, password });
    expect((await change('not this one at all').expect(422)).body.errors).toMatchObject([{ code: 'wrong_password' }]);
    expect((await change(secret, secret).expect(422)).body.errors).toMatchObject([{ code: 'same_password' }]);
    await change(secret).expect(204);
    await as(here, 'get', '/me').expect(200);
    await as(there, 'get', '/me').expect(401);
    await tryWith('nora', secret).expect(401);
    await tryWith('nora', next).expect(200);
    const sessions = (await platform.call('get', `/sessions?user=${uuid}&state=ended`)).body.items;
    expect(sessions.map(({ end }: { end: string }) => end)).toContain('passwordChanged');
  });

  it('lock a name after five wrong ones, for longer each time, known or not', async () => {
    const { uuid } = await platform.makeUser('olga', 'viewer');
    await platform.call('put', `/users/${uuid}/password`).send({ password: secret }).expect(204);
    for (const name of ['olga', 'nobody of this name']) {
      for (let at = 0; at < 5; at += 1) await tryWith(name, 'wrong wrong wrong').expect(401);
      const locked = await tryWith(name, secret).expect(429);
      expect([locked.body.code, locked.headers['retry-after']]).toEqual(['rate_limited', '30']);
    }
    later(31);
    await tryWith('olga', 'wrong wrong wrong').expect(401);
    expect((await tryWith('olga', secret).expect(429)).headers['retry-after']).toBe('60');
    later(61);
    await tryWith('olga', secret).expect(200);
    await tryWith('olga', 'wrong wrong wrong').expect(401);
    await tryWith('olga', secret).expect(200);
  });

  it('are set for nobody who may do more, and first of all not by a session', async () => {
    const { body: role } = await platform.call('post', '/roles').send({ name: 'desk', permissions: ['users:write'] });
    const desk = await platform.makeUser('pia', role.uuid as string);
    const boss = await platform.makeUser('quentin', 'administrator');
    const viewer = await platform.makeUser('rosa', 'viewer');
    for (const { uuid } of [boss, viewer]) {
      await platform.call('put', `/users/${uuid}/password`, desk.key).send({ password: secret }).expect(403);
    }
    const { headers } = await api('post', '/sign-in/key').send({ key: viewer.key });
    await as(cookieOf(headers), 'put', '/me/password').send({ password: secret }).expect(403);
  });

  it('are refused where they are not offered', async () => {
    platform.hooks.offersPasswords = false;
    expect((await api('get', '/sign-in/ways').expect(200)).body).toEqual({ providers: [], password: false });
    await tryWith('mia', secret).expect(403);
    platform.hooks.offersPasswords = true;
  });
});

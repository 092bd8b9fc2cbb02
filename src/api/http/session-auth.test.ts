import { createAuthenticateSession, type SessionOwner } from './session-auth';

const secret = 's'.repeat(43);
const owner: SessionOwner = {
  session: { uuid: 'session' },
  user: { uuid: 'user', username: 'ada' },
  permissions: ['certificates:read'],
  timeOut: new Date('2030-01-01T08:00:00Z'),
};
const ours = { 'sec-fetch-site': 'same-origin', 'x-certloom-console': '1' };

function stand(found: SessionOwner = owner) {
  const clock = { now: new Date('2030-01-01T00:00:00Z') };
  const seen = { lookUps: 0, touches: [] as Date[], changed: () => undefined as void };
  let current: SessionOwner | undefined = found;
  const authenticate = createAuthenticateSession({
    cookie: { read: ({ cookie }) => cookie },
    publicOrigin: 'http://127.0.0.1:8080',
    lookUp: async () => ((seen.lookUps += 1), current),
    touch: async (_uuid, at) => void seen.touches.push(at),
    onChange: (listener) => void (seen.changed = listener),
    now: () => clock.now,
  });
  const call = (method: string, headers: object = {}, cookie: string | undefined = secret) =>
    authenticate({ method, headers: { ...headers, ...(cookie === '' ? {} : { cookie }) } });
  return { call, seen, clock, set: (next: SessionOwner | undefined) => void (current = next) };
}

it('knows who is signed in, and asks the database once in five seconds', async () => {
  const { call, seen, clock } = stand();
  const caller = await call('GET');
  expect(caller).toEqual({
    actor: { type: 'user', uuid: 'user', name: 'ada' },
    permissions: new Set(['certificates:read']),
    authMethod: 'session',
    session: { uuid: 'session' },
  });
  await Promise.all([call('GET'), call('HEAD')]);
  expect(seen.lookUps).toBe(1);
  clock.now = new Date(clock.now.getTime() + 5_001);
  await call('GET');
  expect(seen.lookUps).toBe(2);
});

it('notes a use once a minute', async () => {
  const { call, seen, clock } = stand();
  for (const seconds of [0, 30, 59, 60, 61]) {
    clock.now = new Date(Date.UTC(2030, 0, 1) + seconds * 1_000);
    await call('GET');
  }
  expect(seen.touches).toHaveLength(2);
});

it('forgets at once what ends in this process, and on its time-out', async () => {
  const { call, seen, set, clock } = stand();
  await call('GET');
  set(undefined);
  seen.changed();
  await expect(call('GET')).rejects.toMatchObject({ code: 'unauthenticated' });
  const other = stand({ ...owner, timeOut: new Date(clock.now.getTime() + 1_000) });
  await other.call('GET');
  other.clock.now = new Date(clock.now.getTime() + 1_000);
  other.set(undefined);
  await expect(other.call('GET')).rejects.toMatchObject({ code: 'unauthenticated' });
});

it('leaves who has no such cookie to others, and looks up nothing that cannot be one', async () => {
  const { call, seen } = stand();
  expect(await call('GET', {}, '')).toBeUndefined();
  await expect(call('GET', {}, 'short')).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(seen.lookUps).toBe(0);
});

it.each([
  ['of ours', ours, undefined],
  ['of ours on plain HTTP under a name', { origin: 'http://127.0.0.1:8080', 'x-certloom-console': '1' }, undefined],
  ['without the header', { 'sec-fetch-site': 'same-origin' }, /X-Certloom-Console/],
  ['with an empty one', { ...ours, 'x-certloom-console': '' }, /X-Certloom-Console/],
  ['of another site', { ...ours, 'sec-fetch-site': 'cross-site' }, /cross-site/],
  ['of nowhere', { 'x-certloom-console': '1' }, /neither/],
])('a change %s', async (_name, headers, expected) => {
  const { call } = stand();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const tried = call(method, headers);
    if (expected === undefined) expect(await tried).toMatchObject({ authMethod: 'session' });
    else await expect(tried).rejects.toMatchObject({ code: 'forbidden', message: expect.stringMatching(expected) });
  }
});

import request from 'supertest';
import { builtInRoles } from '../../src/domain/identity/roles';
import { startPlatform, type Platform } from '../support/platform';

let platform: Platform;
const keys = new Map<string, string>();

beforeAll(async () => {
  platform = await startPlatform();
  for (const { name } of builtInRoles) keys.set(name, (await platform.makeUser(`the ${name}`, name)).key);
  keys.set('nobody', (await platform.makeUser('nobody')).key);
});
afterAll(() => platform.close());

const someUuid = '6f1c1d5e-3f6a-4a53-9d8b-0a4d1f0b7a11';

/** Every route with nothing in it: who may call gets as far as a refusal of the content, and nothing is changed. */
function attempt(route: Platform['routes'][number], key?: string) {
  const pending = request(platform.app)[route.method](`/api/v1${route.path.replace(/\{\w+\}/g, someUuid)}`);
  return key === undefined ? pending : pending.set('X-API-Key', key);
}

describe('SEC9 role x route', () => {
  it('is as the permissions say, for each of them', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const route of platform.routes) {
      for (const [role, key] of keys) {
        const granted = builtInRoles.find(({ name }) => name === role)?.permissions ?? [];
        const { permission } = route;
        const allowed = permission === 'authenticated' || permission === 'anyone' || granted.includes(permission);
        const { status, body } = await attempt(route, key);
        const isRight = allowed
          ? status !== 401 && status !== 403 && status < 500
          : status === 403 && body.code === 'forbidden' && body.detail.includes(permission);
        cells += 1;
        if (!isRight) wrong.push(`${role} ${route.operationId}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(cells).toBe(platform.routes.length * 6);
    process.stdout.write(`SEC9: ${cells} of ${cells} cells as expected\n`);
  });

  it('lets nobody in without a key', async () => {
    for (const route of platform.routes.filter(({ permission }) => permission !== 'anyone')) {
      const { status, body, headers } = await attempt(route);
      expect([route.operationId, status, body.code]).toEqual([route.operationId, 401, 'unauthenticated']);
      expect(headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('every route that changes something is audited, every one asks for a permission', () => {
    const changing = platform.routes.filter(({ method }) => method !== 'get');
    expect(changing.filter(({ audit }) => audit === undefined)).toEqual([]);
    const open = platform.routes.filter(({ permission }) => permission === 'authenticated');
    expect(open.map(({ operationId }) => operationId)).toEqual([
      'listOwnApiKeys',
      'revokeOwnApiKey',
      'getCurrentUser',
      'listOwnSessions',
      'revokeOwnSession',
      'signOut',
      'setOwnPassword',
      'createSignInAddress',
    ]);
    const public_ = platform.routes.filter(({ permission }) => permission === 'anyone');
    expect(public_.map(({ operationId }) => operationId)).toEqual([
      'getSignInWays',
      'signInWithApiKey',
      'signInWithPassword',
    ]);
  });
});

const stackTraces = /\n\s+at |node_modules|\.ts:|mongo|BSON|zod|E11000/i;

describe('SEC5 SEC6 operators and server-owned fields', () => {
  const bodies: [string, string][] = [
    ['operator at the top', '{"$where":"sleep(1000)"}'],
    [
      'operator as a value',
      '{"name":{"$ne":""},"username":{"$gt":""},"permissions":{"$in":[]},"syncTimeout":{"$regex":"."}}',
    ],
    ['dotted key', '{"a.b":1}'],
    ['prototype', '{"__proto__":{"enabled":true},"constructor":{"prototype":{}}}'],
    ['uuid', `{"uuid":"${someUuid}"}`],
    ['_id', '{"_id":"x"}'],
    ['revision', '{"revision":99}'],
    [
      'server-owned',
      '{"builtIn":true,"createdAt":"2030-01-01T00:00:00Z","digest":"x","lastUsedAt":null,"groups":[],"key":"x"}',
    ],
  ];

  it.each(bodies)('none in a body is accepted: %s', async (_name, body) => {
    const before = await fingerprintOfDatabase();
    for (const route of platform.routes.filter((one) => one.body !== undefined)) {
      const response = await attempt(route, keys.get('administrator'))
        .set('If-Match', '"1"')
        .set('Content-Type', 'application/json')
        .send(body);
      expect([route.operationId, response.status, response.body.code]).toEqual([
        route.operationId,
        422,
        'validation_failed',
      ]);
      expect(response.text).not.toMatch(stackTraces);
    }
    expect(await fingerprintOfDatabase()).toBe(before);
  });

  it.each([
    '$where=1',
    'name[$ne]=x',
    'namePrefix[$regex]=.*',
    'sort=$natural',
    'sort[name]=1',
    'limit[$gt]=1',
    'cursor[$gt]=',
    'name=a&name=b',
    '__proto__[admin]=1',
    'filter={"$gt":""}',
  ])('none in a query is accepted: %s', async (query) => {
    for (const route of platform.routes.filter(({ method }) => method === 'get')) {
      const path = `/api/v1${route.path.replace(/\{\w+\}/g, someUuid)}?${encodeURI(query)}`;
      const response = await request(platform.app).get(path).set('X-API-Key', keys.get('administrator')!);
      expect([route.operationId, response.status, response.body.code]).toEqual([
        route.operationId,
        422,
        'validation_failed',
      ]);
    }
  });

  it.each(['%7B%22$ne%22:1%7D', '..%2f..%2fetc%2fpasswd', '%00', 'x'.repeat(2_000), '*'])(
    'none in a path is accepted: %s',
    async (segment) => {
      for (const collection of ['users', 'roles', 'groups', 'ra-profiles', 'custom-attributes', 'api-keys']) {
        const response = await platform.call('get', `/${collection}/${segment}`);
        expect([404, 422]).toContain(response.status);
        expect(response.headers['content-type']).toBe('application/problem+json');
        expect(response.text).not.toMatch(stackTraces);
      }
    },
  );

  async function fingerprintOfDatabase(): Promise<string> {
    const names = ['users', 'roles', 'groups', 'ra_profiles', 'custom_attributes', 'settings'];
    const content = await Promise.all(
      names.map((name) => platform.db.collection(name).find().sort({ _id: 1 }).toArray()),
    );
    return JSON.stringify(content);
  }
});

describe('the audit log over HTTP', () => {
  it('tells who did what, filters, exports, verifies and purges', async () => {
    const admin = keys.get('administrator')!;
    const made = await platform.call('post', '/groups', admin).set('X-Request-Id', 'req-1').send({ name: 'audited' });
    await platform.call('post', '/groups', keys.get('viewer')).send({ name: 'denied' });
    const rows = (await platform.call('get', '/audit-log?requestId=req-1&sort=timestamp', keys.get('auditor'))).body
      .items;
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({
      phase: 'outcome',
      operationResult: 'success',
      actor: { type: 'user', authMethod: 'apiKey', name: 'the administrator' },
      source: { method: 'POST', path: '/api/v1/groups', contentType: 'application/json' },
      resource: { type: 'groups', objects: [{ uuid: made.body.uuid, name: 'audited' }] },
    });
    const denied = await platform.call('get', '/audit-log?operation=groups.create&result=failure');
    expect(denied.body.items).toContainEqual(
      expect.objectContaining({ message: 'forbidden', actor: expect.objectContaining({ name: 'the viewer' }) }),
    );

    const exported = await platform.call('get', '/audit-log/export?requestId=req-1');
    expect(exported.headers['content-type']).toContain('application/jsonl');
    expect(
      exported.text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { phase: string }).phase),
    ).toEqual(['request', 'outcome']);

    expect((await platform.call('get', '/audit-log/verify')).body).toMatchObject({ ok: true, faults: [] });
    await platform.db
      .collection<{ _id: number }>('audit')
      .updateOne({ _id: rows[0].id as number }, { $set: { message: 'x' } });
    expect((await platform.call('get', '/audit-log/verify')).body).toMatchObject({
      ok: false,
      faults: [{ code: 'altered' }],
    });

    const purged = await platform.call('delete', `/audit-log?before=${new Date(Date.now() + 60_000).toISOString()}`);
    expect(purged.body.deleted).toBeGreaterThan(10);
    expect((await platform.call('get', '/audit-log/verify')).body).toMatchObject({ ok: true });
    const left = (await platform.call('get', '/audit-log')).body.items;
    expect(left[0]).toMatchObject({ operation: 'audit-log.purge', phase: 'outcome', actor: { name: 'admin' } });
  });

  it('holds the values of requests when verbose', async () => {
    const tag = (await platform.call('get', '/settings')).headers['etag'] as string;
    await platform
      .call('put', '/settings')
      .set('If-Match', tag)
      .send({ audit: { verbose: true } });
    await platform
      .call('post', '/groups')
      .set('X-Request-Id', 'req-2')
      .send({ name: 'seen', email: 'seen@example.org' });
    const [row] = (await platform.call('get', '/audit-log?requestId=req-2&phase=request')).body.items;
    expect(row.operationData.body).toMatchObject({ name: 'seen', email: 'seen@example.org' });
  });
});

describe('the API description', () => {
  it('names every route once, with schemas without faults', async () => {
    const { body } = await request(platform.app).get('/api/v1/openapi.json');
    const documented = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(
      ([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented.sort()).toEqual(platform.routes.map(({ method, path }) => `${method} /api/v1${path}`).sort());
    expect(JSON.stringify(body)).not.toContain('undefined');
  });
});

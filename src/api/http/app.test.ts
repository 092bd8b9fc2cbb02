import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import request from 'supertest';
import { bearer, createFramework } from '../../../test/support/framework';
import { CertloomError } from '../../domain/problem';
import { answerClientErrors } from './problem-edge';
import { pageReply, readCursor } from './paging';
import { type Route, defineRoute } from './route';
import { name, page, pageQuery, uuidPath, wholeNumber, z } from './schemas';

const uuid = '6f1c1d5e-3f6a-4a53-9d8b-0a4d1f0b7a11';
const thing = z.strictObject({ uuid: z.string(), name: z.string() }).openapi('Thing');
const base = { tag: 'Things', summary: 'A thing', permission: 'groups:read' } as const;
let calls = 0;

const routes: Route[] = [
  defineRoute({
    ...base,
    method: 'get',
    path: '/things',
    operationId: 'listThings',
    query: z.strictObject({ ...pageQuery, name: name.optional() }),
    responses: { 200: { description: 'Page', schema: page(z.number().openapi('Number')) } },
    async handle(context) {
      const after = readCursor<{ id: number }>(context)?.id ?? 0;
      const items = [1, 2, 3].map((step) => after + step).slice(0, context.query.limit);
      return pageReply(context, { items, next: after > 3 ? undefined : { id: items.at(-1) ?? 0 } }, async () => ({
        value: 6,
        relation: 'exact',
      }));
    },
  }),
  defineRoute({
    ...base,
    method: 'post',
    path: '/things',
    operationId: 'createThing',
    permission: 'groups:write',
    audit: { operation: 'groups.create', resource: 'groups' },
    body: z.strictObject({ name, size: z.number().max(10).optional(), secret: z.string().optional() }),
    responses: { 201: { description: 'Made', schema: thing, etag: true, location: true } },
    async handle({ body }) {
      calls += 1;
      if (body.name === 'taken') throw new CertloomError('name_taken', 'The name is taken.');
      return {
        status: 201,
        body: { uuid, name: body.name },
        revision: 1,
        headers: { Location: `/api/v1/things/${uuid}` },
      };
    },
  }),
  defineRoute({
    ...base,
    method: 'get',
    path: '/things/me',
    operationId: 'getOwnThing',
    permission: 'authenticated',
    responses: { 200: { description: 'Own', schema: thing } },
    handle: async ({ caller }) => ({ status: 200, body: { uuid: caller.actor.uuid, name: caller.actor.name } }),
  }),
  defineRoute({
    ...base,
    method: 'put',
    path: '/things/{uuid}',
    operationId: 'updateThing',
    permission: 'groups:write',
    params: uuidPath,
    ifMatch: true,
    audit: { operation: 'groups.update', resource: 'groups' },
    body: z.strictObject({ name }),
    responses: { 200: { description: 'Changed', schema: thing, etag: true } },
    async handle({ body, params, ifMatch }) {
      if (ifMatch !== 3 && ifMatch !== 'any')
        throw new CertloomError('revision_mismatch', 'The object was changed meanwhile.');
      return { status: 200, body: { uuid: params.uuid, name: body.name }, revision: 4 };
    },
  }),
  defineRoute({
    ...base,
    method: 'post',
    path: '/fail/{kind}',
    operationId: 'fail',
    params: z.strictObject({ kind: z.string().max(40) }),
    responses: { 200: { description: 'Never' } },
    async handle({ params }) {
      if (params.kind === 'driver') {
        throw Object.assign(new Error('connect ECONNREFUSED mongodb://u:p@10.0.0.1'), { name: 'MongoNetworkError' });
      }
      if (params.kind === 'undocumented') return { status: 202 };
      if (params.kind === 'stream') {
        return {
          status: 200,
          raw: Readable.from(['first line\n', 'second line\n']),
          headers: { 'Content-Type': 'text/plain' },
        };
      }
      throw new TypeError(`cannot read /etc/passwd ${params.kind}`);
    },
  }),
  defineRoute({
    ...base,
    method: 'post',
    path: '/send',
    operationId: 'send',
    permission: 'certificates:upload',
    budget: 'upload',
    rawBodies: { 'application/pkix-cert': { kind: 'binary', description: 'DER' } },
    body: z.strictObject({ certificate: z.string().max(14_000_000) }),
    responses: { 200: { description: 'Sizes' } },
    handle: async ({ body, req }) => ({
      status: 200,
      body: { raw: Buffer.isBuffer(req.body) ? req.body.length : null, json: body?.certificate.length ?? null },
    }),
  }),
  defineRoute({
    ...base,
    method: 'get',
    path: '/numbers',
    operationId: 'getNumber',
    query: z.strictObject({ count: wholeNumber(1, 9).optional() }),
    responses: { 200: { description: 'Number' } },
    handle: async ({ query }) => ({ status: 200, body: query }),
  }),
];

const framework = createFramework(routes);
const { app, rows, logLines } = framework;
const key = bearer();
const post = (path: string) => request(app).post(`/api/v1${path}`).set('Authorization', key);
const get = (path: string) => request(app).get(`/api/v1${path}`).set('Authorization', key);

beforeEach(() => {
  framework.auditDown = false;
  framework.auditSettings = { output: 'database', verbose: false, ignoreOperations: [] };
  rows.length = 0;
  calls = 0;
});

describe('problem documents', () => {
  it.each([
    { name: 'unknown path', send: () => get('/nowhere'), status: 404, code: 'not_found' },
    {
      name: 'unknown method',
      send: () => request(app).delete('/api/v1/things'),
      status: 405,
      code: 'method_not_allowed',
    },
    { name: 'no key', send: () => request(app).get('/api/v1/things'), status: 401, code: 'unauthenticated' },
    { name: 'malformed path', send: () => get('/fail/%E0%A4%A'), status: 400, code: 'invalid_request' },
    {
      name: 'body no JSON',
      send: () => post('/things').type('json').send('{"name":'),
      status: 400,
      code: 'invalid_request',
    },
    { name: 'JSON text', send: () => post('/things').type('json').send('"x"'), status: 400, code: 'invalid_request' },
    { name: 'no body', send: () => post('/things'), status: 400, code: 'invalid_request' },
    {
      name: 'form',
      send: () => post('/things').type('form').send('name=x'),
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      name: 'charset',
      send: () => post('/things').set('Content-Type', 'application/json; charset=ebcdic').send('{}'),
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      name: 'compressed',
      send: () => post('/things').type('json').set('Content-Encoding', 'gzip').send('{}'),
      status: 415,
      code: 'unsupported_media_type',
    },
    {
      name: 'no UTF-8',
      send: () =>
        post('/things')
          .type('json')
          .serialize((body: Buffer) => body as never)
          .send(Buffer.from('{"name":"\u00ff"}', 'latin1')),
      status: 400,
      code: 'invalid_request',
    },
    {
      name: 'deep JSON',
      send: () =>
        post('/things')
          .type('json')
          .send(`{"name":${'{"not":'.repeat(5_000)}{}${'}'.repeat(5_001)}`),
      status: 400,
      code: 'invalid_request',
    },
    {
      name: 'large JSON',
      send: () => post('/things').send({ name: 'x'.repeat(1_100_000) }),
      status: 413,
      code: 'payload_too_large',
    },
    { name: 'handler refuses', send: () => post('/things').send({ name: 'taken' }), status: 409, code: 'name_taken' },
    { name: 'driver fails', send: () => post('/fail/driver'), status: 503, code: 'engine_unavailable' },
    { name: 'handler breaks', send: () => post('/fail/now'), status: 500, code: 'internal' },
    { name: 'reply not documented', send: () => post('/fail/undocumented'), status: 500, code: 'internal' },
    {
      name: 'body where none is known',
      send: () => post('/fail/now').send({ a: 1 }),
      status: 422,
      code: 'validation_failed',
    },
    {
      name: 'missing permission',
      send: () => request(app).get('/api/v1/things').set('Authorization', bearer('groups:write')),
      status: 403,
      code: 'forbidden',
    },
  ])('$name: $code', async ({ send, status, code }) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.body).toMatchObject({ type: `urn:certloom:problem:${code}`, status, code });
    expect(response.body.instance).toBe(response.headers['x-request-id']);
    expect(response.text).not.toMatch(/\\n +at |node_modules|passwd|ECONN|mongodb|zod/i);
  });

  it('a body that is too large is told how large it may be', async () => {
    const { body } = await post('/things').send({ name: 'x'.repeat(1_100_000) });
    expect(body).toMatchObject({ detail: expect.stringContaining('more than the 1048576 bytes') });
  });

  it('says who may ask again and when', async () => {
    const away = await post('/fail/driver');
    expect(Number(away.headers['retry-after'])).toBeGreaterThan(0);
    const nobody = await request(app).get('/api/v1/things');
    expect(nobody.headers['www-authenticate']).toBe('Bearer realm="certloom"');
    const stranger = await request(app).get('/api/v1/things').set('X-API-Key', 'wrong');
    expect(stranger.headers['www-authenticate']).toContain('error="invalid_token"');
    const method = await request(app).delete('/api/v1/things');
    expect(method.headers['allow']).toBe('GET, HEAD, POST');
    const denied = await request(app).get('/api/v1/things').set('Authorization', bearer('users:read'));
    expect(denied.body.detail).toContain('groups:read');
  });

  it('logs the cause of an internal error under the request id', async () => {
    const response = await post('/fail/now').set('X-Request-Id', 'my-id.1');
    expect(response.headers['x-request-id']).toBe('my-id.1');
    expect(logLines.some((line) => line.includes('my-id.1') && line.includes('/etc/passwd'))).toBe(true);
  });

  it('makes its own request id when the offered one does not fit', async () => {
    const response = await get('/things/me').set('X-Request-Id', 'a b');
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has a page for each code', async () => {
    const response = await request(app).get('/problems/name_taken');
    expect(response.text).toContain('urn:certloom:problem:name_taken');
    expect((await request(app).get('/problems/nothing')).status).toBe(404);
    expect((await request(app).get('/problems')).text).toContain('revision_mismatch');
  });

  it.each(['/livez', '/readyz', '/docs/', '/problems/', '/api/v1/openapi.json'])(
    '%s can be read and nothing else',
    async (path) => {
      for (const method of ['put', 'post', 'delete'] as const) {
        const response = await request(app)[method](path);
        expect([response.status, response.headers['allow'], response.body.code]).toEqual([
          405,
          'GET, HEAD',
          'method_not_allowed',
        ]);
      }
    },
  );
});

describe('validation', () => {
  it('says what an unknown field was meant to be, in query and body', async () => {
    const inQuery = await get('/things?nmae=a').expect(422);
    expect(inQuery.body.errors[0].detail).toBe('unknown field. Did you mean "name"?');
    const inBody = await post('/things').send({ nmae: 'a', Size: 1 }).expect(422);
    const told = inBody.body.errors.map(({ pointer, detail }: Record<string, string>) => `${pointer} ${detail}`);
    expect(told).toEqual(
      expect.arrayContaining([
        '/nmae unknown field. Did you mean "name"?',
        '/Size unknown field. Did you mean "size"?',
      ]),
    );
  });

  it.each([
    { name: 'unknown query', send: () => get('/things?%24where=1'), pointers: ['/query/$where'] },
    { name: 'operator in a query', send: () => get('/things?name[$ne]=1'), pointers: ['/query/name[$ne]'] },
    { name: 'repeated query', send: () => get('/things?name=a&name=b'), pointers: ['/query/name'] },
    { name: 'limit too large', send: () => get('/things?limit=201'), pointers: ['/query/limit'] },
    { name: 'exponent', send: () => get('/numbers?count=1e3'), pointers: ['/query/count'] },
    { name: 'unknown body key', send: () => post('/things').send({ name: 'a', 'x/y~': 1 }), pointers: ['/x~1y~0'] },
    {
      name: 'server-owned key',
      send: () => post('/things').send({ name: 'a', uuid, revision: 9 }),
      pointers: ['/uuid', '/revision'],
    },
    { name: 'operator in a body', send: () => post('/things').send({ name: { $ne: '' } }), pointers: ['/name'] },
    {
      name: 'prototype key',
      send: () => post('/things').type('json').send('{"name":"a","__proto__":{"size":1}}'),
      pointers: ['/__proto__'],
    },
    { name: 'several faults', send: () => post('/things').send({ size: 11 }), pointers: ['/name', '/size'] },
    { name: 'control character', send: () => post('/things').send({ name: 'a\u0000b' }), pointers: ['/name'] },
    {
      name: 'lone surrogate',
      send: () => post('/things').type('json').send('{"name":"\\ud800"}'),
      pointers: ['/name'],
    },
    {
      name: 'path',
      send: () =>
        request(app).put('/api/v1/things/x').set('Authorization', key).set('If-Match', '"3"').send({ name: 'a' }),
      pointers: ['/path/uuid'],
    },
    { name: 'foreign cursor', send: () => get('/things?cursor=AAAA'), pointers: ['/query/cursor'] },
  ])('$name', async ({ send, pointers }) => {
    const response = await send();
    expect(response.status).toBe(422);
    expect(response.body.code).toBe('validation_failed');
    expect(response.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(calls).toBe(0);
    expect(rows).toEqual([]);
  });
});

describe('If-Match', () => {
  const put = (tag?: string) => {
    const pending = request(app).put(`/api/v1/things/${uuid}`).set('Authorization', key);
    return (tag === undefined ? pending : pending.set('If-Match', tag)).send({ name: 'n' });
  };
  it.each([
    { tag: undefined, status: 428 },
    { tag: '3', status: 400 },
    { tag: '"3", "4"', status: 400 },
    { tag: 'W/"2"', status: 412 },
    { tag: '"03"', status: 412 },
    { tag: '"2-gzip"', status: 412 },
    { tag: '"3-other"', status: 412 },
    { tag: 'W/"3"', status: 200 },
    { tag: '"3-gzip"', status: 200 },
    { tag: 'W/"3-br"', status: 200 },
    { tag: '"3--gzip"', status: 200 },
    { tag: '*', status: 200 },
    { tag: '"abc"', status: 412 },
    { tag: '"2"', status: 412 },
    { tag: '"3"', status: 200 },
  ])('$tag: $status', async ({ tag, status }) => {
    const response = await put(tag);
    expect(response.status).toBe(status);
    if (status === 200) expect(response.headers['etag']).toBe('"4"');
    else expect(response.headers['etag']).toBeUndefined();
  });
});

describe('audit rows of a route', () => {
  it('stand before and after the work', async () => {
    const response = await post('/things').send({ name: 'one', secret: 'hush' });
    expect(response.status).toBe(201);
    expect(response.headers['etag']).toBe('"1"');
    expect(rows.map(({ phase, operationResult }) => [phase, operationResult])).toEqual([
      ['request', null],
      ['outcome', 'success'],
    ]);
    expect(rows[0]).toMatchObject({ operation: 'groups.create', operationData: null, actor: { name: 'tester' } });
    expect(rows[1]).toMatchObject({ resource: { type: 'groups', objects: [{ uuid, name: 'one' }] } });
    expect(rows[0]?.requestId).toBe(rows[1]?.requestId);
  });

  it('hold the values, without secrets, when verbose', async () => {
    framework.auditSettings = { output: 'database', verbose: true, ignoreOperations: [] };
    await post('/things').send({ name: 'one', secret: 'hush' });
    expect(rows[0]?.operationData).toEqual({ query: {}, body: { name: 'one', secret: '***' } });
    expect(JSON.stringify(rows)).not.toContain('hush');
  });

  it('tell of failures and refusals', async () => {
    await post('/things').send({ name: 'taken' });
    await request(app).post('/api/v1/things').set('Authorization', bearer('groups:read')).send({ name: 'a' });
    expect(rows.map(({ operationResult, message }) => [operationResult, message])).toEqual([
      [null, ''],
      ['failure', 'name_taken'],
      ['failure', 'forbidden'],
    ]);
    expect(calls).toBe(1);
  });

  it('figure-R4 when they cannot be written nothing is carried out', async () => {
    framework.auditDown = true;
    const response = await post('/things').send({ name: 'one' });
    expect(response.status).toBe(503);
    expect(response.body.code).toBe('audit_unavailable');
    expect(response.headers['retry-after']).toBeDefined();
    expect(calls).toBe(0);
  });

  it.each([
    { name: 'output none', settings: { output: 'none' as const, verbose: false, ignoreOperations: [] } },
    { name: 'area ignored', settings: { output: 'database' as const, verbose: false, ignoreOperations: ['groups'] } },
    {
      name: 'operation ignored',
      settings: { output: 'all' as const, verbose: false, ignoreOperations: ['groups.create'] },
    },
  ])('$name: none, and nothing fails', async ({ settings }) => {
    framework.auditSettings = settings;
    framework.auditDown = true;
    expect((await post('/things').send({ name: 'one' })).status).toBe(201);
    expect(rows).toEqual([]);
  });
});

describe('bodies of uploads', () => {
  it.each([
    {
      name: 'raw',
      send: () => post('/send').type('application/pkix-cert').send(Buffer.alloc(10)),
      body: { raw: 10, json: null },
    },
    {
      name: 'JSON with the base64 of 10 MiB',
      send: () => post('/send').send({ certificate: 'A'.repeat(13_981_016) }),
      body: { raw: null, json: 13_981_016 },
    },
  ])('$name', async ({ send, body }) => {
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.body).toEqual(body);
    expect(response.headers['ratelimit-policy']).toContain('upload');
  });

  it.each([
    {
      name: 'raw over the limit',
      send: () =>
        post('/send')
          .type('application/pkix-cert')
          .send(Buffer.alloc(10 * 1024 * 1024 + 1)),
      status: 413,
    },
    { name: 'raw and empty', send: () => post('/send').type('application/pkix-cert').send(''), status: 400 },
    {
      name: 'raw and compressed',
      send: () => post('/send').type('application/pkix-cert').set('Content-Encoding', 'deflate').send(Buffer.alloc(10)),
      status: 415,
    },
    {
      name: 'raw type of another path',
      send: () => post('/things').type('application/pkix-cert').send(Buffer.alloc(10)),
      status: 415,
    },
  ])('$name', async ({ send, status }) => {
    expect((await send()).status).toBe(status);
  });

  it.each(['application/x-pkcs12', 'application/pkcs12', 'application/x-java-keystore'])(
    'as %s are told that keys are not taken, where certificates are',
    async (type) => {
      const send = (path: string) => post(path).type(type).send(Buffer.alloc(10));
      const { status, body } = await send('/send');
      expect({ status, detail: body.detail }).toEqual({
        status: 415,
        detail: expect.stringMatching(/^PKCS #12 files \(PFX\).*private keys.*must be one of: /),
      });
      expect((await send('/things')).body.detail).not.toContain('PKCS');
    },
  );

  it('are limited in number', async () => {
    const limited = createFramework(routes, { budgets: { upload: 2, search: 0, testSend: 0, signIn: 3 } }).app;
    const send = (authorization: string) =>
      request(limited).post('/api/v1/send').set('Authorization', authorization).send({ certificate: 'A' });
    const statuses = [await send(key), await send(key), await send(key)].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await send(key);
    expect(refused.body.code).toBe('rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const failures = [await send('Bearer a'), await send('Bearer b'), await send('Bearer c'), await send('Bearer d')];
    expect(failures.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
  });

  it.each([
    { name: 'by what a trusted proxy says', trustedProxies: ['127.0.0.0/8', '::1'], statuses: [401, 401, 429, 401] },
    { name: 'by the address itself without one', trustedProxies: [], statuses: [401, 429, 429, 429] },
    { name: 'not by what somebody else says', trustedProxies: ['10.0.0.0/8'], statuses: [401, 429, 429, 429] },
  ])('of failed sign-ins are counted $name', async ({ trustedProxies, statuses }) => {
    const budgets = { upload: 0, search: 0, testSend: 0, signIn: 1 };
    const { app: behind } = createFramework(routes, { budgets, trustedProxies });
    const seen: number[] = [];
    // The last one says itself that it came from elsewhere, and the proxy says from where it came.
    for (const from of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.1, 192.0.2.3']) {
      const { status } = await request(behind)
        .get('/api/v1/things/me')
        .set('Authorization', `Bearer wrong-${from.length}`)
        .set('X-Forwarded-For', from);
      seen.push(status);
    }
    expect(seen).toEqual(statuses);
  });
});

describe('pages', () => {
  it('follow the cursor, which fits its own list only', async () => {
    const first = await get('/things?limit=2&name=a');
    expect(first.body.items).toEqual([1, 2]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers['link'] ?? '')?.[1] ?? '';
    const second = await request(app).get(next).set('Authorization', key);
    expect(second.body.items).toEqual([3, 4]);
    const cursor = encodeURIComponent(first.body.nextCursor as string);
    expect((await get(`/things?limit=2&name=b&cursor=${cursor}`)).status).toBe(422);
    expect((await get(`/things?limit=1&name=a&cursor=${cursor}`)).body.items).toEqual([3]);
  });
});

describe('the rest of HTTP', () => {
  it('sends safe headers', async () => {
    const { headers } = await get('/things/me');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets listed origins in, and no other', async () => {
    const open = createFramework(routes, { corsOrigins: ['https://console.example.org'] }).app;
    const preflight = (origin: string) =>
      request(open).options('/api/v1/things').set('Origin', origin).set('Access-Control-Request-Method', 'POST');
    expect((await preflight('https://console.example.org')).headers['access-control-allow-origin']).toBe(
      'https://console.example.org',
    );
    const stranger = await preflight('https://evil.example.org');
    expect(stranger.status).toBe(405);
    expect(stranger.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('streams', async () => {
    expect((await post('/fail/stream')).text).toBe('first line\nsecond line\n');
  });

  it('answers HEAD without a body', async () => {
    const response = await request(app).head('/api/v1/things/me').set('Authorization', key);
    expect(response.status).toBe(200);
    expect(response.text).toBeUndefined();
  });

  it('sends the API description again only when it is another', async () => {
    const { headers } = await request(app).get('/api/v1/openapi.json').expect(200);
    const ask = (tag: string) => request(app).get('/api/v1/openapi.json').set('If-None-Match', tag);
    const again = await ask(headers['etag']!).expect(304);
    expect(again.text).toBe('');
    await ask(`W/${headers['etag']}`).expect(304);
    await ask('"another"').expect(200);
  });

  it('serves the API description and Swagger UI', async () => {
    const document = (await request(app).get('/api/v1/openapi.json')).body;
    expect(document.openapi).toBe('3.1.0');
    const change = document.paths['/api/v1/things/{uuid}'].put;
    expect(Object.keys(change.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '412',
      '413',
      '415',
      '422',
      '428',
      '429',
      '500',
      '503',
      '507',
    ]);
    expect(change.parameters.map((parameter: { name: string }) => parameter.name).sort()).toEqual(['If-Match', 'uuid']);
    expect(Object.keys(document.paths['/api/v1/send'].post.requestBody.content)).toEqual([
      'application/json',
      'application/pkix-cert',
    ]);
    expect(
      document.paths['/api/v1/things'].post.requestBody.content['application/json'].schema.additionalProperties,
    ).toBe(false);
    expect((await request(app).get('/docs')).headers['location']).toBe('/docs/');
    const docs = await request(app).get('/docs/');
    expect(docs.text).toContain('swagger-ui-bundle.js');
    expect(docs.headers['content-security-policy']).toContain("script-src 'self'");
    expect((await request(app).get('/docs/swagger-ui-init.js')).text).toContain('/api/v1/openapi.json');
    expect((await request(app).get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('tells metrics only to those who may read them', async () => {
    await get('/things/me');
    expect((await request(app).get('/metrics')).status).toBe(401);
    expect((await request(app).get('/metrics').set('Authorization', bearer('groups:read'))).status).toBe(403);
    const response = await request(app).get('/metrics').set('Authorization', bearer('metrics:read'));
    expect(response.text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/things\/me",status="200"\} \d/,
    );
    expect(response.text).not.toContain('/nowhere');
  });

  it('logs no secrets', async () => {
    await get('/things/me?');
    await request(app).get('/api/v1/things').set('X-API-Key', 'topsecretkey');
    expect(logLines.join('')).not.toMatch(/topsecretkey|Bearer/);
    expect(logLines.some((line) => line.includes('"route":"/api/v1/things/me"'))).toBe(true);
  });

  it('refuses two routes with one path', () => {
    expect(() => createFramework([...routes, ...routes.slice(0, 1)])).toThrow('two routes share');
  });
});

describe('a full disk', () => {
  const full = createFramework(routes, { hasRoom: () => false });
  const send = (method: 'get' | 'post', path: string) =>
    request(full.app)[method](`/api/v1${path}`).set('Authorization', key);

  it('refuses what would be stored before the body is read, and says why', async () => {
    const response = await send('post', '/things').send({ name: 'x' });
    expect(response.status).toBe(507);
    expect(response.body).toMatchObject({ code: 'storage_full', detail: expect.stringContaining('disk') });
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(calls).toBe(0);
    expect(full.rows).toEqual([]);
  });

  it('serves what reads, and tells nothing to strangers', async () => {
    expect((await send('get', '/things/me')).status).toBe(200);
    expect((await request(full.app).post('/api/v1/things').send({ name: 'x' })).status).toBe(401);
  });

  it.each(['driver', 'now'])('is named as the reason of what fails meanwhile: %s', async (kind) => {
    const response = await send('post', `/fail/${kind}`);
    expect(response.status).toBe(507);
    expect(response.body.code).toBe('storage_full');
  });
});

describe('what the HTTP parser refuses', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer({ requireHostHeader: false }, app);
    answerClientErrors(server, () => 'made-up');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    {
      name: 'tunnel',
      text: 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n',
      status: 405,
      code: 'method_not_allowed',
    },
    { name: 'header overflow', text: `GET /livez HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n` },
    { name: 'no HTTP', text: 'HELLO\r\n\r\n' },
    { name: 'no host', text: 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n' },
    { name: 'unknown expectation', text: 'GET /livez HTTP/1.1\r\nHost: a\r\nExpect: cake\r\n\r\n' },
  ])('$name', async ({ text, status = 400, code = 'invalid_request' }) => {
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('error', () => resolve(received));
      socket.on('close', () => resolve(received));
    });
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(answer).toContain(`"code":"${code}"`);
  });
});

import request from 'supertest';
import { createFramework } from '../../../test/support/framework';
import type { CallRecord } from '../../domain/compat/call-record';
import { validationFailed } from '../../domain/problem';
import { defineRoute } from '../http/route';
import { z } from '../http/schemas';
import { noteIgnored } from './call-notes';
import { members, searchQuery, unusedOf } from './schemas';
import { createCompatSurface } from './surface';

const logged: CallRecord[] = [];
let isEnabled = true;
const body = members({ Id: z.number(), Metadata: z.record(z.string(), z.unknown()) }, 'TestMetadata');
const responses = { 200: { description: 'What was read', schema: z.unknown() } };
const shared = { tag: 'T', summary: 'S', responses } as const;
const routes = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/Certificates',
    operationId: 'query',
    permission: 'certificates:read',
    query: searchQuery,
    handle: async ({ query }) => ({ status: 200, body: query }),
  }),
  defineRoute({
    ...shared,
    method: 'put',
    path: '/Certificates/Metadata',
    operationId: 'set',
    permission: 'authenticated',
    body,
    audit: 'own',
    async handle({ body: read, req }) {
      noteIgnored(req, unusedOf(read, ['Id', 'Metadata']));
      if (read.Id === 1) throw validationFailed([{ pointer: '/Id', code: 'wrong_value', detail: 'not this one' }]);
      if (read.Id === 2) throw new Error('unexpected');
      return { status: 200, body: read };
    },
  }),
];
const surface = createCompatSurface({
  ...{ routes, publicUrl: 'http://localhost', now: () => new Date(0), steadyClock: () => 0 },
  isEnabled: async () => isEnabled,
  log: { note: (call) => void logged.push(call) },
});
const { app } = createFramework([], { surfaces: [surface] });
const key = { Authorization: 'Bearer test.all' };
const change = { ...key, 'X-Keyfactor-Requested-With': 'APIClient' };
const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });

beforeEach(() => {
  isEnabled = true;
  logged.length = 0;
});

describe('switched off', () => {
  it.each(['/KeyfactorAPI', '/KeyfactorAPI/Certificates', '/keyfactorapi/Agents', '/KeyfactorAPI/openapi.json'])(
    '%s is not there, with or without a key',
    async (path) => {
      isEnabled = false;
      for (const headers of [{}, key]) {
        const { status, body: told } = await request(app).get(path).set(headers);
        expect([status, told.code]).toEqual([404, 'not_found']);
        expect(told.detail).toContain('compatApi.enabled');
      }
      expect(logged).toEqual([]);
    },
  );
});

describe('who is calling', () => {
  it('is asked for in both schemes', async () => {
    const { status, headers } = await request(app).get('/KeyfactorAPI/Certificates');
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Basic realm="certloom".*Bearer realm="certloom"$/);
    expect(logged).toEqual([]);
  });

  it.each([
    ['bearer', key],
    ['a header', { 'X-API-Key': 'test.all' }],
    ['basic', basic('tester:test.all')],
    ['basic with a domain', basic('EXAMPLE\\Tester:test.all')],
    ['basic with a domain behind', basic('tester@example.com:test.all')],
  ])('is known by %s', async (_name, headers) => {
    await request(app).get('/KeyfactorAPI/Certificates').set(headers).expect(200);
  });

  it.each([
    ['another name', basic('kim:test.all')],
    ['a wrong key', basic('tester:nothing')],
    ['no key', basic('tester')],
    ['Windows', { Authorization: 'Negotiate abc' }],
  ])('is not known by %s', async (_name, headers) => {
    const { body: told } = await request(app).get('/KeyfactorAPI/Certificates').set(headers).expect(401);
    expect(told).toMatchObject({ code: 'unauthenticated', ErrorCode: 'unauthenticated', Message: told.detail });
  });

  it('may be refused', async () => {
    const { body: told } = await request(app)
      .get('/KeyfactorAPI/Certificates')
      .set('Authorization', 'Bearer test.groups:read')
      .expect(403);
    expect(told.Message).toContain('certificates:read');
    expect(logged).toMatchObject([{ supported: true, status: 403, code: 'forbidden' }]);
  });
});

describe('a call', () => {
  it('is found in any case, and its query by the names of any release', async () => {
    const { body: read } = await request(app)
      .get(
        '/keyfactorapi/certificates/?pq.queryString=CN%20-eq%20%22a%22&PAGERETURNED=2&collectionId=3&includeExpired=False',
      )
      .set(key)
      .expect(200);
    expect(read).toEqual({
      ...{ QueryString: 'CN -eq "a"', PageReturned: 2, ReturnLimit: 50, SortAscending: '0', includeExpired: false },
    });
    expect(logged).toMatchObject([
      {
        ...{
          method: 'GET',
          path: '/Certificates',
          supported: true,
          status: 200,
          code: null,
          ignored: ['collectionId'],
        },
        parameters: ['pq.queryString', 'PAGERETURNED', 'collectionId', 'includeExpired'],
        caller: { name: 'tester' },
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain('-eq');
  });

  it('has members in any case, and passes over what it does not know', async () => {
    const sent = { id: 5, METADATA: { Site: 'x' }, Timestamp: 'now', Empty: null };
    const { body: read } = await request(app)
      .put('/KeyfactorAPI/Certificates/Metadata')
      .set(change)
      .send(sent)
      .expect(200);
    expect(read).toMatchObject({ Id: 5, Metadata: { Site: 'x' } });
    expect(logged[0]).toMatchObject({ ignored: ['Timestamp'], parameters: ['id', 'METADATA', 'Timestamp', 'Empty'] });
  });

  it('that changes something needs the header', async () => {
    const put = request(app).put('/KeyfactorAPI/Certificates/Metadata').set(key).send({ Id: 5, Metadata: {} });
    const { body: told } = await put.expect(400);
    expect(told).toMatchObject({ code: 'invalid_request' });
    expect(told.Message).toContain('X-Keyfactor-Requested-With');
    expect(logged).toMatchObject([{ path: '/Certificates/Metadata', status: 400, code: 'invalid_request' }]);
  });

  it('tells what is wrong in both forms', async () => {
    const put = (Id: unknown) =>
      request(app).put('/KeyfactorAPI/Certificates/Metadata').set(change).send({ Id, Metadata: {} });
    const { body: told } = await put(1).expect(422);
    expect(told).toMatchObject({
      code: 'validation_failed',
      ErrorCode: 'validation_failed',
      errors: [{ pointer: '/Id' }],
    });
    expect((await put('x').expect(422)).body.errors[0].pointer).toBe('/Id');
    expect((await put(2).expect(500)).body.code).toBe('internal');
    expect(logged.map(({ code }) => code)).toEqual(['validation_failed', 'validation_failed', 'internal']);
  });

  it.each([
    ['get', '/Agents/0b5a9c1e-6f3c-4b8e-9a51-2f0c6d1e8a77', '/Agents/{id}'],
    ['post', '/Certificates', '/Certificates'],
    ['delete', '/Certificates/17', '/Certificates/{id}'],
    ['get', '', '/'],
  ] as const)('%s %s is not in the surface', async (method, path, shape) => {
    const { body: told } = await request(app)[method](`/KeyfactorAPI${path}`).set(key).expect(501);
    expect(told).toMatchObject({ code: 'not_in_compat_surface', status: 501 });
    expect(logged).toMatchObject([{ path: shape, supported: false, status: 501, code: 'not_in_compat_surface' }]);
    await request(app)[method](`/KeyfactorAPI${path}`).expect(401);
  });
});

it('describes itself', async () => {
  const { body: document } = await request(app).get('/KeyfactorAPI/openapi.json').expect(200);
  expect(Object.keys(document.paths as object)).toEqual([
    '/KeyfactorAPI/Certificates',
    '/KeyfactorAPI/Certificates/Metadata',
  ]);
  expect(document.paths['/KeyfactorAPI/Certificates'].get.security).toContainEqual({ basic: [] });
});

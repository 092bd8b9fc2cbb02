import request from 'supertest';
import { bearer, createFramework } from '../../../test/support/framework';
import { refuseStale, staleRevision } from '../../domain/revision';
import { withPatches } from './patches';
import { defineRoute } from './route';
import { name, uuidPath, z } from './schemas';

const uuid = '6f1c1d5e-3f6a-4a53-9d8b-0a4d1f0b7a12';
const body = z
  .strictObject({
    name,
    note: z.string().max(20).nullable().default(null),
    size: z.number().default(1),
    owner: z.string().nullable(),
    limits: z
      .strictObject({ most: z.number().nullable().default(9), least: z.number().default(0) })
      .openapi('BoxLimitsRequest')
      .prefault({}),
    condition: z.unknown().optional(),
    tags: z.array(z.string()).default([]),
  })
  .openapi('BoxRequest');
const view = z.looseObject({ uuid: z.string(), revision: z.number() }).openapi('Box');

const first = {
  ...{ name: 'a', note: 'n', size: 5, owner: 'o', limits: { most: 4, least: 2 }, tags: ['x', 'y'] },
  condition: { field: 'A', ignoreCase: true },
};
let stored: Record<string, unknown> & { revision: number };
let interruptions = 0;

const of = { tag: 'Boxes', params: uuidPath, path: '/boxes/{uuid}' } as const;
const answer = () => ({ status: 200, body: { uuid, extra: 'shown only', ...stored }, revision: stored.revision });
const routes = withPatches([
  defineRoute({
    ...of,
    method: 'get',
    operationId: 'getBox',
    summary: 'Get a box',
    permission: 'groups:read',
    responses: { 200: { description: 'The box', schema: view, etag: true } },
    handle: async () => answer(),
  }),
  defineRoute({
    ...of,
    method: 'put',
    operationId: 'updateBox',
    summary: 'Update a box',
    permission: 'groups:write',
    ifMatch: true,
    body,
    patchedFrom: (shown) => ({ ...(shown as object), size: 5 }),
    responses: { 200: { description: 'The box', schema: view, etag: true } },
    async handle(context) {
      if (interruptions > 0) {
        interruptions -= 1;
        stored = { ...stored, note: 'of another', revision: stored.revision + 1 };
        throw staleRevision();
      }
      refuseStale(stored, context.ifMatch);
      stored = { ...context.body, revision: stored.revision + 1 };
      return answer();
    },
  }),
]);
const { app } = createFramework(routes);

const patch = (sent: object, ifMatch = '"1"', type = 'application/merge-patch+json') =>
  request(app)
    .patch(`/api/v1/boxes/${uuid}`)
    .set('Authorization', bearer('groups:write'))
    .set('If-Match', ifMatch)
    .set('Content-Type', type)
    .send(JSON.stringify(sent));

beforeEach(() => {
  stored = { ...first, revision: 1 };
  interruptions = 0;
});

describe('PATCH beside a PUT', () => {
  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['one member', { name: 'b' }, { name: 'b' }],
    ['null where null is a value', { note: null, owner: null }, { note: null, owner: null }],
    ['null where it is not', { size: null }, { size: 1 }],
    ['a member of a member', { limits: { least: 3 } }, { limits: { most: 4, least: 3 } }],
    ['null in a member', { limits: { most: null, least: null } }, { limits: { most: null, least: 0 } }],
    ['a whole member', { limits: null }, { limits: { most: 9, least: 0 } }],
    ['a list as a whole', { tags: ['z'] }, { tags: ['z'] }],
    ['a condition as a whole', { condition: { field: 'B' } }, { condition: { field: 'B' } }],
  ])('changes %s', async (_what, sent, change) => {
    const changed = await patch(sent).expect(200);
    expect(changed.headers['etag']).toBe('"2"');
    expect(stored).toEqual({ ...first, ...change, revision: 2 });
  });

  it.each([
    ['an unknown member', { colour: 'red' }, { pointer: '/colour', code: 'unknown_field' }],
    ['an unknown member of a member', { limits: { colour: 1 } }, { pointer: '/limits/colour', code: 'unknown_field' }],
    ['a member that has to be there', { name: null }, { pointer: '/name', code: 'required' }],
    ['a wrong type', { size: 'large' }, { pointer: '/size', code: 'wrong_type' }],
    [
      'a polluting member',
      JSON.parse('{"__proto__":{"size":1}}') as object,
      { pointer: '/__proto__', code: 'unknown_field' },
    ],
  ])('refuses %s', async (_what, sent, fault) => {
    const refused = await patch(sent).expect(422);
    expect(refused.body.errors).toMatchObject([fault]);
    expect(stored.revision).toBe(1);
  });

  it('takes plain JSON, and no list', async () => {
    await patch({ name: 'c' }, '"1"', 'application/json; charset=utf-8').expect(200);
    expect((await patch([], '"2"')).body.code).toBe('validation_failed');
    expect((await patch({}, '"2"', 'text/plain')).body.detail).toContain('application/merge-patch+json');
  });

  it('asks for the revision like PUT, and for the right to write only', async () => {
    expect((await patch({}, '"7"')).body.code).toBe('revision_mismatch');
    expect((await patch({}, '')).body.code).toBe('precondition_required');
    const reader = await request(app)
      .patch(`/api/v1/boxes/${uuid}`)
      .set('Authorization', bearer('groups:read'))
      .send({});
    expect(reader.status).toBe(403);
    expect(stored.revision).toBe(1);
  });

  it('for any revision patches what another writer has left', async () => {
    interruptions = 2;
    await patch({ name: 'd' }, '*').expect(200);
    expect(stored).toEqual({ ...first, name: 'd', note: 'of another', revision: 4 });
    interruptions = 1;
    expect((await patch({ name: 'e' }, '"4"')).body.code).toBe('revision_mismatch');
  });
});

it('leaves alone what has a PATCH of its own, no revision or no GET', () => {
  const route = (method: 'get' | 'put' | 'patch', more = {}) =>
    ({ method, path: '/x', operationId: `${method}X`, ifMatch: true, body, ...more }) as never;
  expect(withPatches([route('get'), route('put'), route('patch')])).toHaveLength(3);
  expect(withPatches([route('get'), route('put', { ifMatch: undefined })])).toHaveLength(2);
  expect(withPatches([route('put')])).toHaveLength(1);
});

it('asks for If-Match where the PUT asks for it only when there is something', () => {
  const route = (method: string, more: object = {}) =>
    ({ method, path: '/x', operationId: `${method}X`, ifMatch: true, body, ...more }) as never;
  const [, , patch] = withPatches([route('get'), route('put', { ifMatch: 'whenPresent' })]);
  expect(patch).toMatchObject({ method: 'patch', ifMatch: true });
});

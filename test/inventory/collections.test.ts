import { createCertificateStore } from '../../src/store/certificates/certificates';
import { productOfFile } from '../support/product';
import { certificateDocument } from './certificate-fixture';

const product = productOfFile();
const call = (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args);
const named = (value: string) => ({ source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value });
const soon = { source: 'property', field: 'NOT_AFTER', operator: 'IN_NEXT', value: 'P30D' };
const namesIn = (body: { items: { commonName: string }[] }) => body.items.map(({ commonName }) => commonName);

beforeAll(async () => {
  const day = 86_400_000;
  const documents = [10, 20, 400].map((days) =>
    certificateDocument({ commonName: `www${days}.example.org`, notAfter: new Date(Date.now() + days * day) }),
  );
  const store = createCertificateStore(product().foundation.db);
  await store.insert(documents);
});

it('is saved, changed and found by its name, and its certificates are those that match now', async () => {
  const { body, headers } = await call('post', '/collections').send({ name: 'Soon', query: soon }).expect(201);
  expect(headers['location']).toBe(`/api/v1/collections/${body.uuid}`);
  expect(body).toMatchObject({ favorite: false, showOnDashboard: false, usedBy: [], warnings: [] });
  await call('post', '/collections').send({ name: 'Soon' }).expect(409);
  const first = await call('get', '/collections/Soon/certificates?limit=1').expect(200);
  expect(namesIn(first.body)).toEqual(['www10.example.org']);
  const rest = await call('get', `/collections/Soon/certificates?limit=1&cursor=${first.body.nextCursor}`).expect(200);
  expect(namesIn(rest.body)).toEqual(['www20.example.org']);
  const count = async () => (await call('get', '/collections/Soon/count').expect(200)).body.total.value;
  expect(await count()).toBe(2);
  await call('patch', '/collections/Soon').set('If-Match', '"1"').send({ query: null, favorite: true }).expect(200);
  expect(await count()).toBe(3);
});

it('previews a query without saving it', async () => {
  const { body } = await call('post', '/collections/preview')
    .send({ query: named('www4') })
    .expect(200);
  expect(namesIn(body)).toEqual(['www400.example.org']);
  expect(body.total).toEqual({ value: 1, relation: 'exact' });
});

it('refuses a query that is none, and stale changes', async () => {
  const wrong = { name: 'Wrong', query: { ...named('x'), field: 'NO_FIELD' } };
  const { body } = await call('post', '/collections').send(wrong).expect(422);
  expect(body).toMatchObject({ code: 'invalid_condition', errors: [{ pointer: '/query/field' }] });
  const preview = await call('post', '/collections/preview')
    .send({ query: { ...named('x'), source: 'nowhere' } })
    .expect(422);
  expect(preview.body).toMatchObject({
    ...{ code: 'invalid_condition', detail: expect.stringMatching(/^The query is not valid: /) },
    errors: [{ pointer: '/query/source' }],
  });
  await call('delete', '/collections/Soon').set('If-Match', '"1"').expect(412);
  await call('delete', '/collections/Soon').set('If-Match', '"2"').expect(204);
});

it('shows certificates only to who may read them', async () => {
  await call('post', '/collections').send({ name: 'All' }).expect(201);
  await call('post', '/roles')
    .send({ name: 'Names', permissions: ['collections:read'] })
    .expect(201);
  await call('post', '/users')
    .send({ username: 'kim', roles: ['Names'] })
    .expect(201);
  const { body: key } = await call('post', '/api-keys').send({ name: 'k', user: 'kim' }).expect(201);
  await call('get', '/collections/All', key.key).expect(200);
  await call('get', '/collections/All/count', key.key).expect(403);
  await call('get', '/collections/All/certificates', key.key).expect(403);
  await call('post', '/collections/preview', key.key).send({}).expect(403);
});

it('is applied from a file, twice without a change', async () => {
  const file = `apiVersion: certloom/v1\nkind: Collection\nmetadata: {name: Filed}\nspec:\n  query: ${JSON.stringify(named('a'))}\n`;
  const apply = async () =>
    (await call('post', '/imports').set('Content-Type', 'application/yaml').send(file).expect(200)).body.objects[0]
      .result;
  expect([await apply(), await apply()]).toEqual(['created', 'unchanged']);
});

/** Lists as CSV, over sockets. */
import { createScene, property } from '../acceptance/scene';
import { certificateDocument } from '../inventory/certificate-fixture';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const scene = createScene(product);
const get = (path: string, accept = '*/*') => product().call('get', path).set('Accept', accept);

beforeAll(async () => {
  await product().foundation.stores.certificates.insert(
    Array.from({ length: 450 }, (_, index) =>
      certificateDocument({ commonName: index === 7 ? '=1+1' : `csv-${index}`, createdAt: new Date(1e12 + index) }),
    ),
  );
});

it('of a list of several pages has every row once, and no formula', async () => {
  const { text, headers } = await get('/certificates?format=csv&limit=10&count=true&sort=createdAt').expect(200);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  expect(headers['content-disposition']).toBe('attachment; filename="certificates.csv"');
  expect(headers['vary']).toContain('Accept');
  const [header, ...rows] = text.trimEnd().split('\r\n');
  expect(header).toMatch(/^uuid,commonName,subjectDn,/);
  expect(rows.map((row) => row.split(',')[1])).toEqual(
    Array.from({ length: 450 }, (_, index) => (index === 7 ? "'=1+1" : `csv-${index}`)),
  );
});

it('of a search follows the cursor of its body', async () => {
  const filter = property('COMMON_NAME', 'STARTS_WITH', 'csv-');
  const answer = await product()
    .call('post', '/certificates/search')
    .set('Accept', 'text/csv')
    .send({ filter, limit: 5 });
  expect(answer.text.trimEnd().split('\r\n')).toHaveLength(1 + 449);
});

it.each([
  { name: 'Accept asks for it', path: '/groups', accept: 'text/csv', type: 'text/csv' },
  { name: 'a browser asks for anything', path: '/groups', accept: 'text/html,*/*;q=0.8', type: 'application/json' },
  { name: 'both are welcome', path: '/groups', accept: 'application/json, text/csv', type: 'application/json' },
  { name: 'format wins', path: '/groups?format=json', accept: 'text/csv', type: 'application/json' },
])('the type of the answer when $name', async ({ path, accept, type }) => {
  const { headers } = await get(path, accept).expect(200);
  expect(headers['content-type']).toContain(type);
});

it('of an empty list is its header', async () => {
  const { text } = await get('/ra-profiles?format=csv').expect(200);
  expect(text.split('\r\n')).toHaveLength(2);
});

it('is refused like the list', async () => {
  expect((await get('/certificates?format=xml').expect(422)).body.errors[0].pointer).toBe('/query/format');
  expect((await get('/certificates?format=csv&state=bogus').expect(422)).body.code).toBe('validation_failed');
  const nobody = await scene.person([]);
  await product().call('get', '/certificates?format=csv', nobody.key).expect(403);
});

it('every list of the description has it', async () => {
  const { body } = await get('/openapi.json');
  const lists = Object.entries<any>(body.paths).filter(([, { get: list }]) => list?.operationId.startsWith('list'));
  const without = lists.filter(([, { get: list }]) => list['x-csv']?.accept !== 'text/csv');
  expect(without.map(([path]) => path)).toEqual(['/api/v1/certificates/{uuid}/relations']);
});

/** Lists as CSV, over sockets. */
import { createScene, property } from '../acceptance/scene';
import { certificateDocument } from '../inventory/certificate-fixture';
import { hostilePatterns, hostileText } from '../support/hostile-patterns';
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

describe('of a search with warnings', () => {
  const search = (filter: object, accept = 'text/csv') =>
    product().call('post', '/certificates/search').set('Accept', accept).send({ filter, sort: 'createdAt' });
  const either = (...any: object[]) => ({ any });
  const told = (fields: Record<string, string>, name = 'certloom-warnings') => JSON.parse(fields[name] ?? '[]');

  it('has those of the JSON answer in a header', async () => {
    const filter = either(property('COMMON_NAME', 'STARTS_WITH', 'csv-'), property('GROUP_NAME', 'EQUALS', 'Müll'));
    const { warnings } = (await search(filter, 'application/json').expect(200)).body;
    expect(warnings).toMatchObject([{ pointer: expect.stringMatching(/^\/filter\/any\/1/), code: expect.any(String) }]);
    const { headers, text } = await search(filter).expect(200);
    expect(told(headers)).toEqual(warnings);
    expect(headers).toMatchObject({
      'certloom-warning-count': '1',
      trailer: 'Certloom-Warnings, Certloom-Warning-Count',
    });
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + 449);
  });

  it('has those of later pages in trailers', async () => {
    const late = certificateDocument({ commonName: hostileText(60_000), createdAt: new Date(2e12) });
    await product().foundation.stores.certificates.insert([late]);
    const costly = property('COMMON_NAME', 'MATCHES', hostilePatterns[3]!);
    const answer = await search(either(property('COMMON_NAME', 'STARTS_WITH', 'csv-'), costly)).expect(200);
    expect(answer.headers).not.toHaveProperty('certloom-warnings');
    const { trailers } = (answer as unknown as { res: { trailers: Record<string, string> } }).res;
    expect(told(trailers)).toMatchObject([
      { pointer: '/filter', code: 'pattern_too_costly', detail: expect.stringContaining(late._id) },
    ]);
    expect(trailers['certloom-warning-count']).toBe('1');
    await product()
      .foundation.db.collection('certificates')
      .deleteOne({ _id: late._id as never });
  });

  it('says nothing where there is nothing to say', async () => {
    const { headers } = await search(property('COMMON_NAME', 'STARTS_WITH', 'csv-')).expect(200);
    expect(Object.keys(headers).filter((name) => name.startsWith('certloom-'))).toEqual([]);
  });
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

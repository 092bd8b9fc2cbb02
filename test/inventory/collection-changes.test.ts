import { createCertificateStore } from '../../src/store/certificates/certificates';
import { eventually } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { certificateDocument } from './certificate-fixture';

const product = productOfFile();
const call = (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args);
const query = { source: 'property', field: 'COMMON_NAME', operator: 'STARTS_WITH', value: 'www' };

const changesOf = async () =>
  (await call('get', '/collections/Watched/changes?count=true')).body as {
    asOf: string | null;
    items: { seq: number; change: string; certificateUuid: string; certificate: { name: string } }[];
    total: { value: number };
  };
const told = async () =>
  (await changesOf()).items.map(({ seq, change, certificate }) => `${seq} ${change} ${certificate.name}`);

it('tells what enters and leaves a tracked collection, a deleted certificate with its last data', async () => {
  const store = createCertificateStore(product().foundation.db);
  await store.insert([certificateDocument({ commonName: 'www1.example.org' })]);
  await call('post', '/collections').send({ name: 'Watched', query }).expect(201);
  await call('get', '/collections/Watched/changes').expect(409);
  await call('patch', '/collections/Watched').set('If-Match', '"1"').send({ track: true }).expect(200);
  await eventually('the first look', async () => (await changesOf()).asOf);
  expect(await told()).toEqual([]);
  const document = certificateDocument({ commonName: 'www2.example.org' });
  await product().foundation.stores.certificates.insert([document]);
  await eventually('an entry', async () => (await told()).length > 0);
  expect(await told()).toEqual(['1 entered www2.example.org']);
  await call('delete', `/certificates/${document._id}`).set('If-Match', '"1"').expect(204);
  await eventually('the next', async () => (await told()).length > 1);
  expect(await told()).toEqual(['2 left www2.example.org', '1 entered www2.example.org']);
  const entered = (await call('get', '/collections/Watched/changes?change=entered&limit=1').expect(200)).body;
  expect(entered.items).toMatchObject([{ seq: 1, certificateUuid: document._id }]);
  const count = (await call('get', '/collections/Watched/count').expect(200)).body;
  expect([count.total.value, Date.parse(count.asOf)]).toEqual([1, expect.any(Number)]);
});

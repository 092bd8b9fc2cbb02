import { createScene } from '../acceptance/scene';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);
const view = {
  screen: 'certificates',
  name: 'Mine soon',
  query: { owner: 'ada', sort: 'notAfter' },
  columns: ['name'],
};

it('keeps own views for their owner alone, until they are shared by who may', async () => {
  const ada = await scene.person([]);
  const bob = await scene.person(['views:share']);
  const call = (method: 'get' | 'post' | 'put' | 'delete', path: string, key: string) =>
    product().call(method, path, key);

  const made = await call('post', '/views', ada.key).send(view);
  expect(made.body).toMatchObject({ ...view, shared: false, mine: true, owner: ada.uuid, revision: 1 });
  const path = `/views/${made.body.uuid}`;
  expect((await call('get', path, bob.key)).status).toBe(404);
  expect((await call('get', '/views?screen=certificates', bob.key)).body.items).toEqual([]);
  expect((await call('post', '/views', ada.key).send(view)).body).toMatchObject({ code: 'name_taken' });

  const refused = await call('put', path, ada.key)
    .set('If-Match', '"1"')
    .send({ ...view, shared: true });
  expect(refused.body).toMatchObject({ status: 403, missing: ['views:share'] });

  const shared = await call('post', '/views', bob.key).send({ ...view, shared: true });
  expect(shared.status).toBe(201);
  const seen = (await call('get', '/views?screen=certificates&count=true', ada.key)).body;
  expect(seen.total).toEqual({ value: 2, relation: 'exact' });
  expect(seen.items.map(({ mine }: { mine: boolean }) => mine).sort()).toEqual([false, true]);
  expect((await call('get', '/views?mine=false', ada.key)).body.items).toHaveLength(1);
  expect((await call('get', '/views?screen=expiring', ada.key)).body.items).toEqual([]);
  const first = (await call('get', '/views?limit=1', ada.key)).body;
  const second = (await call('get', `/views?limit=1&cursor=${first.nextCursor}`, ada.key)).body;
  expect(second.items[0].uuid).not.toBe(first.items[0].uuid);

  const of = `/views/${shared.body.uuid}`;
  expect((await call('delete', of, ada.key).set('If-Match', '"1"')).status).toBe(403);
  const renamed = await call('put', of, bob.key)
    .set('If-Match', '"1"')
    .send({ ...view, name: 'Soon', shared: true });
  expect(renamed.body).toMatchObject({ name: 'Soon', revision: 2 });
  expect((await call('put', of, bob.key).set('If-Match', '"1"').send(view)).status).toBe(412);
  expect((await call('delete', of, bob.key).set('If-Match', '"2"')).status).toBe(204);
});

it('names what a view cannot hold', async () => {
  const bad = { screen: 'No List', name: '', query: { owner: 7 }, columns: [] };
  const { body } = await product().call('post', '/views').send(bad);
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/name',
    '/query/owner',
    '/screen',
  ]);
});

it('lets the views of a person who is deleted go, and keeps what others use', async () => {
  const cleo = await scene.person(['views:share']);
  const post = (body: object) => product().call('post', '/views', cleo.key).send(body);
  await post({ ...view, name: 'own' }).expect(201);
  await post({ ...view, name: 'of all', shared: true }).expect(201);
  const { headers } = await product().call('get', `/users/${cleo.uuid}`);
  await product().call('delete', `/users/${cleo.uuid}`).set('If-Match', headers['etag']!).expect(204);
  const { items } = (await product().call('get', '/views?mine=false')).body;
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['of all']);
});

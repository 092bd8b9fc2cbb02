/** Shared scripts run inside others: who may write them, what they may be called, and who uses them. */
import { productOfFile } from '../support/product';

const product = productOfFile();
const call = (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args);
const create = (name: string, more: object = {}) =>
  call('post', '/scripts').send({ name, runtime: 'bash', categories: ['shared'], content: 'say() { :; }\n', ...more });
let key: string;

beforeAll(async () => {
  await call('post', '/roles')
    .send({ name: 'Writers', permissions: ['scripts:read', 'scripts:write'] })
    .expect(201);
  await call('post', '/users')
    .send({ username: 'writer', roles: ['Writers'] })
    .expect(201);
  key = (await call('post', '/api-keys').send({ name: 'k', user: 'writer' }).expect(201)).body.key;
});

const asWriter = (method: 'post' | 'put' | 'patch', path: string) => call(method, path, key).set('If-Match', '*');

it('needs secrets:use for each way to write the text of a shared script, and not for its description', async () => {
  const shared = { name: 'mine', runtime: 'bash', categories: ['shared'], content: 'env\n' };
  const { name: _name, ...put } = shared;
  const { body } = await call('post', '/scripts', key).send(shared).expect(403);
  expect(body).toMatchObject({ code: 'forbidden', missing: ['secrets:use'] });
  expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/categories', '/content']);
  await call('put', '/scripts/mine', key).send(put).expect(403);
  await create('theirs').expect(201);
  await call('post', '/scripts/theirs/versions').send({ content: 'say() { echo; }\n' }).expect(201);
  await asWriter('post', '/scripts/theirs/versions').send({ content: 'env\n' }).expect(403);
  await asWriter('post', '/scripts/theirs/versions?comment=raw').type('text/plain').send('env\n').expect(403);
  await asWriter('post', '/scripts/theirs/versions/1/restore').expect(403);
  await asWriter('put', '/scripts/theirs').send(put).expect(403);
  await asWriter('patch', '/scripts/theirs').send({ content: 'env\n' }).expect(403);
  await asWriter('patch', '/scripts/theirs').send({ description: 'words only' }).expect(200);
  expect((await call('get', '/scripts/theirs').expect(200)).body.currentVersion).toBe(2);
});

it('needs secrets:use to make a script a shared one, however it is written before', async () => {
  await call('post', '/scripts', key).send({ name: 'plain', runtime: 'bash', content: 'env\n' }).expect(201);
  const { body } = await asWriter('patch', '/scripts/plain')
    .send({ categories: ['handler', 'shared'] })
    .expect(403);
  expect(body.errors).toMatchObject([{ pointer: '/categories', code: 'permission_missing' }]);
  await asWriter('post', '/scripts/plain/versions').send({ content: 'env | sort\n' }).expect(201);
});

it('needs secrets:use for a shared script out of a file of configuration', async () => {
  const document = {
    ...{ apiVersion: 'certloom/v1', kind: 'Script', metadata: { name: 'filed' } },
    spec: { runtime: 'bash', categories: ['shared'], content: 'env\n' },
  };
  for (const query of ['?dryRun=true', '']) {
    const { body } = await call('post', `/imports${query}`, key)
      .send({ documents: [document] })
      .expect(422);
    const faults = body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
    expect(faults).toEqual(['/0/spec/categories permission_missing', '/0/spec/content permission_missing']);
    expect(body.errors[0].detail).toContain('secrets:use');
  }
  await call('get', '/scripts/filed').expect(404);
});

it('calls no shared script like a module that its runtime has itself', async () => {
  for (const [runtime, name] of [
    ['python', 'json'],
    ['python', 'Random.py'],
    ['python', 'sitecustomize'],
    ['node', 'fs'],
  ]) {
    const { body } = await create(name!, { runtime, content: '1' }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/name', code: 'reserved_name' }]);
    expect(body.errors[0].detail).toContain('a module of its own');
  }
  await create('json', { runtime: 'python', categories: ['handler'], content: 'print(1)' }).expect(201);
  const { body } = await call('patch', '/scripts/json')
    .set('If-Match', '"1"')
    .send({ categories: ['shared'] })
    .expect(422);
  expect(body.errors).toMatchObject([{ pointer: '/categories', code: 'reserved_name' }]);
  await create('fs', { content: 'say() { :; }\n' }).expect(201);
});

it('is used by scripts whose text names it: neither deleted nor made unshared as long as they do', async () => {
  await create('helpers', { content: 'say() { :; }\n' }).expect(201);
  await create('caller', { categories: ['handler'], content: '. ./helpers.sh\nsay\n' }).expect(201);
  await create('other', { runtime: 'node', categories: ['handler'], content: '// helpers.sh\n' }).expect(201);
  const { body: shown } = await call('get', '/scripts/helpers').expect(200);
  expect(shown.usedBy).toMatchObject([{ kind: 'script', name: 'caller' }]);
  const { body } = await call('delete', '/scripts/helpers').set('If-Match', '*').expect(409);
  expect(body).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'script', name: 'caller' }] });
  const categories = ['handler'];
  await call('patch', '/scripts/helpers').set('If-Match', '*').send({ categories }).expect(409);
  await call('post', '/scripts/caller/versions').send({ content: 'true\n' }).expect(201);
  await call('delete', '/scripts/helpers').set('If-Match', '*').expect(204);
});

import { createScriptLibrary } from '../../src/services/scripts/library';
import { productOfFile } from '../support/product';

const product = productOfFile();
const call = (...args: Parameters<ReturnType<typeof product>['call']>) => product().call(...args);
const create = (name: string, more: object = {}) =>
  call('post', '/scripts').send({ name, runtime: 'bash', content: 'echo one\n', ...more });

it('is created, read in any case of its name, listed without its text, and taken only once', async () => {
  const { body, headers } = await create('Notify-Ops', { description: 'Tells operations' }).expect(201);
  expect(headers['location']).toBe('/api/v1/scripts/Notify-Ops');
  expect(headers['etag']).toBe('"1"');
  expect(body).toMatchObject({
    name: 'Notify-Ops',
    currentVersion: 1,
    categories: ['handler'],
    usedBy: [],
  });
  expect(body.limits).toEqual({ timeoutSeconds: 120, memoryMiB: 512 });
  expect((await call('get', '/scripts/notify-OPS').expect(200)).body.uuid).toBe(body.uuid);
  const { body: taken } = await create('NOTIFY-ops').expect(409);
  expect(taken.code).toBe('name_taken');
  const { text } = await call('get', '/scripts').expect(200);
  expect(text).toContain('Notify-Ops');
  expect(text).not.toContain('echo one');
});

it('is listed with what uses it and its last run of each context, where that is asked for', async () => {
  const { body: made } = await create('Counted', { description: 'usage' }).expect(201);
  expect(made.lastRuns).toEqual({ api: null, service: null });
  const handlers = [{ type: 'script', name: 'run', settings: { scriptName: 'Counted' } }];
  const schedule = { daily: { time: '03:00' } };
  await call('post', '/alerts').send({ name: 'With it', kind: 'expiration', schedule, handlers }).expect(201);
  const { runId } = (await call('post', '/scripts/Counted/test').send({ execute: true }).expect(202)).body;
  const plain = await call('get', '/scripts?name=Counted').expect(200);
  expect(plain.body.items[0]).not.toHaveProperty('lastRuns');
  const { body } = await call('get', '/scripts?name=Counted&usage=true').expect(200);
  expect(body.items).toMatchObject([
    { usedBy: [{ kind: 'alert', name: 'With it' }], lastRuns: { api: { runId, version: 1 }, service: null } },
  ]);
});

it('makes a version of each other text, and none of the same one', async () => {
  await create('Versions').expect(201);
  const second = await call('post', '/scripts/Versions/versions')
    .send({ content: 'echo two\n', comment: 'b' })
    .expect(201);
  expect(second.headers['location']).toBe('/api/v1/scripts/Versions/versions/2');
  expect(second.body).toMatchObject({ currentVersion: 2, revision: 2 });
  await call('post', '/scripts/Versions/versions').send({ content: 'echo two\n' }).expect(200);
  const raw = await call('post', '/scripts/Versions/versions?comment=raw')
    .set('Content-Type', 'text/plain')
    .send(Buffer.from('\ufeffecho three\n'))
    .expect(201);
  expect(raw.body.version).toMatchObject({ number: 3, comment: 'raw', author: 'admin' });
  await call('patch', '/scripts/Versions').set('If-Match', '"3"').send({ content: 'echo four\n' }).expect(200);
  await call('patch', '/scripts/Versions').set('If-Match', '"4"').send({ description: 'd' }).expect(200);
  const { body } = await call('get', '/scripts/Versions/versions?limit=3&count=true').expect(200);
  expect(body.items.map(({ number }: { number: number }) => number)).toEqual([4, 3, 2]);
  expect(body.total).toEqual({ value: 4, relation: 'exact' });
  expect(body.items[0]).not.toHaveProperty('content');
  const last = await call('get', `/scripts/Versions/versions?limit=3&cursor=${body.nextCursor}`).expect(200);
  expect(last.body).toMatchObject({ items: [{ number: 1 }], nextCursor: null });
  expect((await call('get', '/scripts/Versions/versions/3').expect(200)).body.content).toBe('echo three\n');
  const file = await call('get', '/scripts/Versions/versions/1/raw').expect(200);
  expect(file.text).toBe('echo one\n');
  expect(file.headers['content-disposition']).toBe('attachment; filename="Versions.sh"');
  await call('get', '/scripts/Versions/versions/9').expect(404);
});

it('shows what two versions differ in, and restores one as the newest', async () => {
  await create('Diff', { content: 'a\nb\nc\n' }).expect(201);
  await call('post', '/scripts/Diff/versions').send({ content: 'a\nB\nc\n' }).expect(201);
  const { text } = await call('get', '/scripts/Diff/diff').expect(200);
  expect(text).toBe(
    ['--- Diff version 1', '+++ Diff version 2', '@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c', ''].join('\n'),
  );
  expect((await call('get', '/scripts/Diff/diff?from=2&to=2').expect(200)).text).toBe('');
  await call('get', '/scripts/Diff/diff?from=7').expect(404);
  const { body } = await call('post', '/scripts/Diff/versions/1/restore').expect(201);
  expect(body.version).toMatchObject({ number: 3, comment: 'Version 1 restored' });
  await call('post', '/scripts/Diff/versions/1/restore').expect(200);
});

it('takes changes only of what the caller has seen, and never another runtime or name', async () => {
  const { body } = await create('Seen').expect(201);
  await call('put', '/scripts/Seen').send({ runtime: 'bash' }).expect(428);
  await call('put', '/scripts/Seen').set('If-Match', '"9"').send({ runtime: 'bash' }).expect(412);
  await call('post', '/scripts/Seen/versions').set('If-Match', '"9"').send({ content: 'x' }).expect(412);
  const other = await call('put', '/scripts/Seen').set('If-Match', '"1"').send({ runtime: 'python' }).expect(422);
  expect(other.body.errors).toMatchObject([{ pointer: '/runtime', code: 'never_changes' }]);
  await call('patch', '/scripts/Seen').set('If-Match', '"1"').send({ name: 'Other' }).expect(422);
  const put = await call('put', '/scripts/Seen')
    .set('If-Match', '"1"')
    .send({ runtime: 'bash', lock: 'one' })
    .expect(200);
  expect(put.body).toMatchObject({ lock: 'one', currentVersion: 1, uuid: body.uuid });
  await call('put', '/scripts/Fresh').send({ runtime: 'node' }).expect(422);
  await call('put', '/scripts/Fresh')
    .send({ runtime: 'node', content: 'export default () => ({})', reuse: true })
    .expect(201);
});

it('is found by category, runtime, words of its text, and in every order, page by page', async () => {
  await create('find-b', { runtime: 'python', content: 'print("Needle (x)")' }).expect(201);
  await create('Find-A', { runtime: 'python', categories: ['shared'], description: 'holds a needle (x)' }).expect(201);
  await create('find-c', { runtime: 'python', categories: ['workflow', 'handler'] }).expect(201);
  const names = async (query: string) =>
    (await call('get', `/scripts?${query}`).expect(200)).body.items.map(({ name }: { name: string }) => name);
  expect(await names('runtime=python&sort=-name')).toEqual(['find-c', 'find-b', 'Find-A']);
  expect(await names('runtime=python&category=handler')).toEqual(['find-b', 'find-c']);
  expect(await names('search=NEEDLE%20(x)')).toEqual(['Find-A', 'find-b']);
  expect(await names('namePrefix=FIND-&sort=createdAt')).toEqual(['find-b', 'Find-A', 'find-c']);
  expect(await names('name=find-a')).toEqual(['Find-A']);
  const paged: string[] = [];
  for (let next = ''; ;) {
    const { body } = await call('get', `/scripts?runtime=python&sort=-changedAt&limit=1${next}`).expect(200);
    paged.push(...body.items.map(({ name }: { name: string }) => name));
    if (body.nextCursor === null) break;
    next = `&cursor=${body.nextCursor}`;
  }
  expect(paged).toEqual(['find-c', 'Find-A', 'find-b']);
});

it('S13: version 2 changes nothing for users of version 1, and users of the latest have it', async () => {
  await create('Pinned', { content: 'echo 1\n' }).expect(201);
  await call('post', '/scripts/Pinned/versions').send({ content: 'echo 2\n' }).expect(201);
  await create('Beside', { categories: ['shared'], content: 'say() { :; }\n' }).expect(201);
  const library = createScriptLibrary(product().foundation.stores);
  expect((await library.text('pinned', 1))?.version).toMatchObject({ number: 1, content: 'echo 1\n' });
  const latest = await library.text('Pinned', 'latest');
  expect(latest?.version).toMatchObject({ number: 2, content: 'echo 2\n' });
  expect(latest?.neighbours).toEqual([{ name: 'Beside', content: 'say() { :; }\n' }]);
});

it('is deleted with its versions, and its name can be taken again', async () => {
  const { body } = await create('Gone').expect(201);
  await call('post', '/scripts/Gone/versions').send({ content: 'echo two\n' }).expect(201);
  await call('delete', '/scripts/Gone').set('If-Match', '"1"').expect(412);
  await call('delete', '/scripts/Gone').set('If-Match', '"2"').expect(204);
  await call('get', '/scripts/Gone').expect(404);
  expect(await product().foundation.stores.scripts.countVersions(body)).toEqual({ value: 0, relation: 'exact' });
  await create('gone').expect(201);
});

it('names secrets only for who may use them, warns of unknown ones, and keeps those that it names', async () => {
  await call('put', '/secrets/smtp').send({ secret: 'never-shown' }).expect(201);
  const { body } = await create('Secretive', { secrets: ['smtp', 'later'] }).expect(201);
  expect(body.warnings).toContainEqual(expect.objectContaining({ pointer: '/secrets/0', code: 'unknown_secret' }));
  const { body: used } = await call('delete', '/secrets/smtp').set('If-Match', '*').expect(409);
  expect(used.usedBy).toMatchObject([{ kind: 'script', name: 'Secretive' }]);
  await call('post', '/roles')
    .send({ name: 'Writers', permissions: ['scripts:read', 'scripts:write'] })
    .expect(201);
  await call('post', '/users')
    .send({ username: 'writer', roles: ['Writers'] })
    .expect(201);
  const { body: key } = await call('post', '/api-keys').send({ name: 'k', user: 'writer' }).expect(201);
  const asWriter = (method: 'post' | 'patch', path: string) => call(method, path, key.key).set('If-Match', '*');
  await asWriter('post', '/scripts')
    .send({ name: 'Mine', runtime: 'bash', content: 'x', secrets: ['smtp'] })
    .expect(403);
  await asWriter('post', '/scripts/Secretive/versions').send({ content: 'echo $all' }).expect(403);
  await asWriter('patch', '/scripts/Secretive').send({ description: 'words only' }).expect(200);
});

it('leaves rows of each change in the audit log, and none of them holds a text', async () => {
  await create('Audited', { content: 'echo in-no-audit-row\n' }).expect(201);
  await call('post', '/scripts/Audited/versions').send({ content: 'echo nor-this-one\n' }).expect(201);
  await call('delete', '/scripts/Audited').set('If-Match', '*').expect(204);
  const { body, text } = await call('get', '/audit-log?resource=scripts&limit=200').expect(200);
  const rows: { operation: string; phase: string; resource: { objects: { name: string }[] } }[] = body.items;
  const own = rows.filter((row) => row.phase === 'outcome' && row.resource.objects[0]?.name === 'Audited');
  expect(own.map(({ operation }) => operation).sort()).toEqual([
    'scripts.create',
    'scripts.create-version',
    'scripts.delete',
  ]);
  expect(text).not.toMatch(/in-no-audit-row|nor-this-one/);
});

it('S14: a script in use is not deleted, its users are named, and it keeps its name and their category', async () => {
  await create('Used', { categories: ['workflow'] }).expect(201);
  await call('post', '/triggers')
    .send({
      ...{ name: 'Runs it', event: 'certificate_uploaded', kind: 'action' },
      actions: [{ type: 'runScript', script: 'used' }],
    })
    .expect(201);
  const { body } = await call('delete', '/scripts/Used').set('If-Match', '"1"').expect(409);
  expect(body).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'trigger', name: 'Runs it' }] });
  expect((await call('get', '/scripts/Used').expect(200)).body.usedBy).toMatchObject([{ name: 'Runs it' }]);
  await call('patch', '/scripts/Used').set('If-Match', '"1"').send({ name: 'Other' }).expect(422);
  const { body: lost } = await call('patch', '/scripts/Used')
    .set('If-Match', '"1"')
    .send({ categories: ['handler'] })
    .expect(409);
  expect(lost.detail).toContain('has to stay in the category workflow');
});

/** Modules as handlers: read by a worker in a process of their own, never by the API. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestProduct, type TestProduct } from '../support/product';

const root = mkdtempSync(path.join(tmpdir(), 'certloom-plugins-'));
const folder = path.join(root, 'plugins');
mkdirSync(folder);
const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const moduleOf = (manifest: object, body = 'return { done: true };') =>
  `export const manifest = ${JSON.stringify({ apiVersion: 1, name: 'ticket', version: '1.0.0', title: 'Tickets', supports: ['expiration'], ...manifest })};
globalThis.__loadedByProduct = process.pid;
export default async ({ context, params }) => { ${body} };
`;

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({ env: { CERTLOOM_PLUGIN_DIR: folder } });
});
afterAll(async () => {
  await product?.close();
  rmSync(root, { recursive: true, force: true });
});

const register = (module: string) => product.call('post', '/handlers').send({ module });

it('registers a module by its manifest, and lists it beside what is built in', async () => {
  put('ticket.mjs', moduleOf({ parameters: [{ name: 'queue', type: 'string', required: true }] }));
  const { body } = await register('ticket.mjs').expect(201);
  expect(body).toMatchObject({
    ...{ name: 'ticket', title: 'Tickets', version: '1.0.0', enabled: true, supports: ['expiration'], builtIn: false },
    ...{ module: 'ticket.mjs', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), usedBy: [], revision: 1 },
    parameters: [{ name: 'queue', type: 'string', required: true, description: '' }],
  });
  expect(globalThis).not.toHaveProperty('__loadedByProduct');
  const { body: list } = await product.call('get', '/handlers').expect(200);
  const listed = (list.items as { name: string; builtIn: boolean }[]).map(({ name, builtIn }) => [name, builtIn]);
  expect(listed).toEqual(
    expect.arrayContaining([
      ['script', true],
      ['email', true],
      ['ticket', false],
    ]),
  );
  const { body: runs } = await product.call('get', '/script-runs?script=plugin-inspection').expect(200);
  expect(runs.items).toMatchObject([
    { status: 'succeeded', context: 'api', trigger: { kind: 'plugin', module: 'ticket.mjs' } },
  ]);

  put('ticket.mjs', moduleOf({ version: '1.1.0' }));
  const again = await register('ticket.mjs').expect(200);
  expect(again.body).toMatchObject({ version: '1.1.0', revision: 2 });
  expect(again.body.sha256).not.toBe(body.sha256);

  const off = await product
    .call('patch', '/handlers/ticket')
    .set('If-Match', '"2"')
    .send({ enabled: false })
    .expect(200);
  expect(off.body).toMatchObject({ enabled: false, revision: 3 });
  await product.call('delete', '/handlers/ticket').set('If-Match', '"2"').expect(412);
  await product.call('delete', '/handlers/ticket').set('If-Match', '"3"').expect(204);
  await product.call('get', '/handlers/ticket').expect(404);
  await product.call('delete', '/handlers/script').set('If-Match', '"1"').expect(409);
});

it('is registered by a document of the configuration, counts for alerts of the same file, and comes back from an export', async () => {
  put('paging.mjs', moduleOf({ name: 'paging', parameters: [{ name: 'queue', type: 'string', required: true }] }));
  const alert = (parameters: object) => ({
    ...{ apiVersion: 'certloom/v1', kind: 'Alert', metadata: { name: 'expiration/Paging' } },
    spec: {
      schedule: { daily: { time: '06:00' } },
      handlers: [{ type: 'custom', name: 'page', settings: { pluginName: 'paging', parameters } }],
    },
  });
  const handler = (spec: object, name = 'paging') => ({
    apiVersion: 'certloom/v1',
    kind: 'Handler',
    metadata: { name },
    spec,
  });
  const sent = (documents: readonly object[], query = '') =>
    product.call('post', `/imports${query}`).send({ documents });
  const refused = async (documents: readonly object[]) => {
    const { body } = await sent(documents, '?dryRun=true').expect(422);
    return (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`);
  };
  const module = 'paging.mjs';
  const own = alert({ queue: 'q' });
  expect(await refused([own])).toEqual(['/0/spec/handlers/0/settings/pluginName target_missing']);
  expect(await refused([alert({}), handler({ module })])).toEqual([
    '/0/spec/handlers/0/settings/parameters/queue required',
  ]);
  expect(await refused([handler({ module }, 'pager')])).toEqual(['/0/spec/module wrong_value']);
  expect(await refused([handler({ module, sha256: '0'.repeat(64) })])).toEqual(['/0/spec/sha256 wrong_value']);
  expect(await refused([handler({}), handler({ module }, 'script')])).toEqual([
    '/0/spec/module required',
    '/1/metadata/name wrong_value',
  ]);

  expect((await sent([own, handler({ module })]).expect(200)).body.counts).toMatchObject({ created: 2 });
  const { text } = await product.call('get', '/exports?kinds=Handler').expect(200);
  expect(text).toMatch(/name: paging\nspec:\n {2}enabled: true\n {2}module: paging\.mjs\n {2}sha256: [0-9a-f]{64}\n$/);
  for (const same of [{ module }, {}]) {
    expect((await sent([handler(same)]).expect(200)).body.counts).toMatchObject({ unchanged: 1 });
  }
  expect((await sent([handler({ enabled: false })]).expect(200)).body.counts).toMatchObject({ changed: 1 });
  // Without a document it goes, once no alert has it any more.
  const pruned = await sent([own], '?prune=Handler&dryRun=true').expect(207);
  expect(JSON.stringify(pruned.body)).toContain('in_use');
  await sent([handler({}, 'paging')], '?prune=Alert').expect(200);
  await product.call('delete', '/handlers/paging').set('If-Match', '*').expect(204);
});

it('refuses paths that leave the folder, also through links, and files that are no handler', async () => {
  writeFileSync(path.join(root, 'outside.mjs'), moduleOf({ name: 'outside' }));
  symlinkSync(path.join(root, 'outside.mjs'), path.join(folder, 'link.mjs'));
  put('mute.mjs', 'export const manifest = { apiVersion: 1 };\nexport default 1;\n');
  put('thrower.mjs', 'throw new Error("no");\n');
  put('bad.mjs', moduleOf({ supports: ['weather'], name: 'Bad' }));
  put('email.mjs', moduleOf({ name: 'email' }));
  const codes = async (module: string) => {
    const { body } = await register(module).expect(422);
    return (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`);
  };
  expect(await codes('../outside.mjs')).toEqual(['/module invalid_path']);
  expect(await codes('/etc/passwd.mjs')).toEqual(['/module invalid_path']);
  expect(await codes('link.mjs')).toEqual(['/module module_outside']);
  expect(await codes('gone.mjs')).toEqual(['/module module_outside']);
  expect(await codes('mute.mjs')).toEqual(['/module not_a_plugin']);
  expect(await codes('thrower.mjs')).toEqual(['/module module_failed']);
  expect(await codes('bad.mjs')).toEqual(['/module invalid', '/module unknown_kind']);
  expect(await codes('email.mjs')).toEqual(['/module reserved_name']);
  const { body: list } = await product.call('get', '/handlers?builtIn=false').expect(200);
  expect(list.items).toEqual([]);
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createModuleFiles } from './module-file';

const root = mkdtempSync(path.join(tmpdir(), 'certloom-modules-'));
const folder = path.join(root, 'plugins');
mkdirSync(folder);
mkdirSync(path.join(root, 'elsewhere'));
writeFileSync(path.join(folder, 'ticket.mjs'), 'abc');
writeFileSync(path.join(root, 'elsewhere', 'bad.mjs'), '');
symlinkSync(path.join(root, 'elsewhere'), path.join(folder, 'way-out'));
symlinkSync(path.join(root, 'elsewhere', 'bad.mjs'), path.join(folder, 'link.mjs'));
symlinkSync(path.join(folder, 'ticket.mjs'), path.join(folder, 'inside.mjs'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const files = createModuleFiles(folder);

it('finds modules in the folder by their real paths, and hashes them', async () => {
  const found = await files.find('inside.mjs');
  expect(found).toEqual({ path: path.join(folder, 'ticket.mjs') });
  expect(await files.sha256(path.join(folder, 'ticket.mjs'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(await files.sha256(path.join(folder, 'gone.mjs'))).toBeUndefined();
});

it('follows no link and no path that leads out of the folder', async () => {
  for (const module of ['link.mjs', 'way-out/bad.mjs', '../elsewhere/bad.mjs', 'gone.mjs']) {
    expect([module, await files.find(module)]).toMatchObject([module, { code: 'module_outside' }]);
  }
});

it('says that a worker without a folder has none', async () => {
  expect(await createModuleFiles(undefined).find('ticket.mjs')).toMatchObject({ code: 'no_plugin_folder' });
});

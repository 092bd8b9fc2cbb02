import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plugin } from '../../domain/plugins/plugin';
import { loadPluginFrom } from './load-plugin';
import { createModuleFiles } from './module-file';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-load-plugin-'));
const file = path.join(folder, 'ticket.mjs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = createModuleFiles(folder);

async function loadOf(change: Partial<Plugin> = {}) {
  writeFileSync(file, 'export default async () => ({});\n');
  const plugin: Plugin = {
    ...{ uuid: 'p', name: 'ticket', title: 'Tickets', version: '1', supports: ['expiration'], parameters: [] },
    ...{ module: 'ticket.mjs', sha256: (await files.sha256(file))!, enabled: true },
    ...{ registeredAt: new Date(0), revision: 1 },
    ...change,
  };
  return loadPluginFrom({ plugins: { byName: async (name) => (name === 'ticket' ? plugin : undefined) }, files });
}

it('gives a registered module as it lies on the disk, with the secrets of the run', async () => {
  const load = await loadOf();
  const script = await load({ kind: 'plugin', name: 'ticket', secrets: ['key'] });
  expect(script).toMatchObject({ name: 'ticket', runtime: 'node', secrets: ['key'], version: null });
  expect(await script?.place?.()).toEqual({ source: { kind: 'module', path: file } });
  expect(await load({ kind: 'plugin', name: 'other' })).toBeUndefined();
  expect(await load({ kind: 'stored', name: 'ticket', version: 1 })).toBeUndefined();
});

it('lets no module run that was disabled, has changed, or is gone', async () => {
  const placed = async (change: Partial<Plugin>, text?: string) => {
    const script = await (await loadOf(change))({ kind: 'plugin', name: 'ticket' });
    if (text !== undefined) writeFileSync(file, text);
    return script?.place?.();
  };
  expect(await placed({ enabled: false })).toMatchObject({ code: 'handler_disabled' });
  expect(await placed({}, 'export default async () => ({ other: true });\n')).toMatchObject({ code: 'module_changed' });
  expect(await placed({ module: 'gone.mjs' })).toMatchObject({ code: 'module_outside' });
});

it('looks at a module that is not registered by a script of its own', async () => {
  const load = await loadOf();
  const script = await load({ kind: 'module', module: 'ticket.mjs' });
  expect(await script?.place?.()).toMatchObject({ source: { kind: 'text', content: expect.stringContaining(file) } });
  const gone = await load({ kind: 'module', module: '../x.mjs' });
  expect(await gone?.place?.()).toMatchObject({ code: 'module_outside' });
});

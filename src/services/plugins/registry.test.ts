import type { PluginManifest } from '../../domain/plugins/manifest';
import type { Plugin, PluginUser } from '../../domain/plugins/plugin';
import { createPluginRegistry } from './registry';

function world(users: readonly PluginUser[] = []) {
  const rows = new Map<string, Plugin>();
  let manifest: PluginManifest = {
    ...{ apiVersion: 1, name: 'ticket', version: '1', title: 'Tickets', supports: ['expiration', 'denied'] },
    parameters: [],
  };
  let inspected = 0;
  const registry = createPluginRegistry({
    plugins: {
      byName: async (name) => rows.get(name),
      all: async () => [...rows.values()],
      async create(uuid, fields) {
        const made = { uuid, ...fields, revision: 1 };
        rows.set(made.name, made);
        return made;
      },
      async update(_uuid, seen, fields) {
        const made = { ...rows.get('ticket')!, ...fields, revision: Number(seen) + 1 };
        rows.set(made.name, made);
        return made;
      },
      async remove() {
        rows.clear();
      },
    },
    inspect: async () => ({ sha256: `hash ${(inspected += 1)}`, manifest }),
    usersOf: async () => users,
    ...{ newId: () => 'new', now: () => new Date(0) },
  });
  return {
    registry,
    inspected: () => inspected,
    say: (change: Partial<PluginManifest>) => (manifest = { ...manifest, ...change }),
  };
}

it('registers a module, then anew: what it says now counts, and it stays disabled', async () => {
  const { registry, say } = world();
  expect(await registry.register('ticket.mjs')).toMatchObject({
    isNew: true,
    plugin: { sha256: 'hash 1', enabled: true },
  });
  await registry.setEnabled(await registry.plugin('ticket'), false);
  say({ version: '2' });
  const again = await registry.register('ticket.mjs');
  expect(again).toMatchObject({
    isNew: false,
    plugin: { sha256: 'hash 2', version: '2', enabled: false, revision: 3 },
  });
});

it('looks at a module that must be a certain one, and changes nothing by that', async () => {
  const { registry } = world();
  expect(await registry.look('ticket.mjs', { name: 'ticket', sha256: 'hash 1' })).toMatchObject({
    ...{ name: 'ticket', module: 'ticket.mjs', sha256: 'hash 1', supports: ['expiration', 'denied'] },
  });
  await expect(registry.look('ticket.mjs', { name: 'other', sha256: 'hash 1' })).rejects.toMatchObject({
    more: {
      errors: [
        { pointer: '/module', code: 'wrong_value' },
        { pointer: '/sha256', code: 'wrong_value' },
      ],
    },
  });
  expect(await registry.known('ticket')).toBeUndefined();
  await expect(registry.known('script')).rejects.toMatchObject({ code: 'invalid_state' });
});

it('puts a module that was looked at, enabled or not', async () => {
  const { registry } = world();
  const found = await registry.look('ticket.mjs');
  expect(await registry.put(found, { enabled: false })).toMatchObject({ isNew: true, plugin: { enabled: false } });
  expect(await registry.put(found, { enabled: true })).toMatchObject({ isNew: false, plugin: { enabled: true } });
});

it('lists what is built in first, and lets nobody change or take its names', async () => {
  const { registry, say } = world();
  await registry.register('ticket.mjs');
  const names = (await registry.all()).map(({ name, builtIn }) => [name, builtIn] as const);
  expect(names.at(-1)).toEqual(['ticket', false]);
  expect(names).toContainEqual(['script', true]);
  expect(names).not.toContainEqual(['custom', true]);
  await expect(registry.plugin('script')).rejects.toMatchObject({ code: 'invalid_state' });
  say({ name: 'script' });
  await expect(registry.register('script.mjs')).rejects.toMatchObject({ code: 'validation_failed' });
});

it('lets no worker look at a path that leaves the folder', async () => {
  const { registry, inspected } = world();
  await expect(registry.register('../ticket.mjs')).rejects.toMatchObject({ code: 'validation_failed' });
  expect(inspected()).toBe(0);
});

it('refuses a module that gives up a kind which an alert has it for', async () => {
  const user = { kind: 'alert', uuid: 'a', name: 'No', alertKind: 'denied' } as const;
  const { registry, say } = world([user]);
  await registry.register('ticket.mjs');
  say({ supports: ['denied'] });
  await registry.register('ticket.mjs');
  say({ supports: ['expiration'] });
  await expect(registry.register('ticket.mjs')).rejects.toMatchObject({ code: 'in_use' });
});

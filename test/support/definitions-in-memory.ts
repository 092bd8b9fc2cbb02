import { createDefinitionControls } from '../../src/services/builder/definitions';
import { staleRevision } from '../../src/domain/revision';
import type { DefinitionVersion } from '../../src/domain/builder/definition';
import { CertloomError } from '../../src/domain/problem';
import type { DefinitionRow, StoredDefinition } from '../../src/store/builder/definitions';
import { lenient } from './definition';

/** The stores of definitions and the service over them, in memory. Time stands still unless a test moves it. */
export function definitionsInMemory(more: Partial<Parameters<typeof createDefinitionControls>[0]> = {}) {
  const rows = new Map<string, StoredDefinition>();
  const kept = new Map<string, DefinitionVersion>();
  const keys = new Map<string, { definition: string; at: Date }>();
  const clock = { now: new Date('2027-01-01T00:00:00Z') };
  let count = 0;
  const toStored = (uuid: string, row: DefinitionRow, revision: number): StoredDefinition => ({
    ...{ ...row, uuid, revision, createdAt: clock.now, changedAt: clock.now },
    ...{ draftVersion: row.draft?.version ?? null, publishedVersion: row.published?.version ?? null },
  });
  const get = (uuid: string) => {
    const row = rows.get(uuid);
    if (row === undefined) throw new CertloomError('not_found', 'There is no such definition.');
    return row;
  };
  const definitions = {
    find: (uuid: string) => Promise.resolve(rows.get(uuid)),
    get: (uuid: string) => Promise.resolve(get(uuid)),
    create: (uuid: string, row: DefinitionRow) => {
      rows.set(uuid, toStored(uuid, row, 1));
      return Promise.resolve(get(uuid));
    },
    update: (uuid: string, seen: number | 'any', row: DefinitionRow) => {
      const { revision } = get(uuid);
      if (seen !== 'any' && seen !== revision) throw staleRevision();
      rows.set(uuid, toStored(uuid, row, revision + 1));
      return Promise.resolve(get(uuid));
    },
    bumpRevision: (uuid: string) => {
      rows.set(uuid, { ...get(uuid), revision: get(uuid).revision + 1 });
      return Promise.resolve(get(uuid).revision);
    },
    remove: (uuid: string) => Promise.resolve(void rows.delete(uuid)),
    startable: (type: string) =>
      Promise.resolve(
        [...rows.values()].filter((one) => one.type === type && one.enabled && one.publishedVersion !== null),
      ),
  };
  const controls = createDefinitionControls({
    definitions,
    versions: {
      keep(version) {
        const id = `${version.definition}.${version.version}`;
        if (!kept.has(id)) kept.set(id, version);
        return Promise.resolve();
      },
      find: (definition, version) => Promise.resolve(kept.get(`${definition}.${version}`)),
      removeOf: () => Promise.resolve(),
    },
    keys: {
      take(key, definition, at) {
        const found = keys.get(key) ?? { definition, at };
        keys.set(key, found);
        return Promise.resolve(found.definition === definition ? null : { holder: found.definition, at: found.at });
      },
      takeOver(key, from, definition, at) {
        if (keys.get(key)?.definition !== from) return Promise.resolve(false);
        keys.set(key, { definition, at });
        return Promise.resolve(true);
      },
      keepOnly(definition, wanted) {
        for (const [key, row] of keys) if (row.definition === definition && !wanted.includes(key)) keys.delete(key);
        return Promise.resolve();
      },
    },
    context: () => Promise.resolve(lenient),
    references: () => Promise.resolve([]),
    hasOpenInstances: () => Promise.resolve(false),
    triggersOf: () => Promise.resolve([]),
    newId: () => `d${(count += 1)}`,
    now: () => clock.now,
    ...more,
  });
  return { controls, definitions, rows, kept, keys, clock };
}

import type { StoredDefinition } from '../../store/builder/definitions';
import { createDefinitionOrigins } from './definition-origins';

const step = (uniqueName: string) => ({ uniqueName, origin: null });
const imported = {
  ...{ uuid: 'd', revision: 1, origin: null },
  draft: { version: 1, content: { steps: [step('Start'), step('Ours')] } },
} as unknown as StoredDefinition;
const origin = {
  originId: 'w-1',
  parts: [{ name: 'Start', id: 's-1', path: '/Steps/0' }],
  kept: [
    { path: '/IsPublished', value: true },
    { path: '/Steps/0/Color', value: 'red' },
    { path: '/Steps/01', value: 'odd' },
  ],
};

function scene(before: StoredDefinition | undefined) {
  let stored = before;
  let writes = 0;
  const definitions = {
    find: async () => stored,
    async update(_uuid: string, _seen: unknown, row: unknown) {
      writes += 1;
      stored = row as StoredDefinition;
      return stored;
    },
  };
  const tell = createDefinitionOrigins({ definitions, now: () => new Date(0) });
  return { tell, stored: () => stored, writes: () => writes };
}

it('tells a definition and the steps of its draft where they come from, once', async () => {
  const { tell, stored, writes } = scene(imported);
  await tell('d', origin);
  await tell('d', origin);
  expect(writes()).toBe(1);
  expect(stored()?.origin).toEqual({ id: 'w-1', raw: { '/IsPublished': true, '/Steps/01': 'odd' } });
  expect(stored()?.draft?.content.steps.map((one) => one.origin)).toEqual([
    { id: 's-1', raw: { '/Color': 'red' } },
    null,
  ]);
});

it('leaves published versions, and definitions that are gone, alone', async () => {
  const published = { ...imported, draft: null, published: imported.draft } as StoredDefinition;
  const { tell, stored } = scene(published);
  await tell('d', origin);
  expect(stored()).toMatchObject({ origin: { id: 'w-1' }, published: published.published });
  const gone = scene(undefined);
  await gone.tell('d', origin);
  expect(gone.writes()).toBe(0);
});

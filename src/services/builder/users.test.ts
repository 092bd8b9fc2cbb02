import type { DefinitionContent, Step } from '../../domain/builder/definition';
import { definitionsWithStep, names } from './users';

const version = (...settings: Step['settings'][]) => ({
  content: { steps: settings.map((one) => ({ settings: one }) as Step) } as unknown as DefinitionContent,
});
const definitions = [
  { uuid: '1', name: 'published', draft: null, published: version({}, { connection: 'c' }) },
  { uuid: '2', name: 'draft', draft: version({ connection: 'c' }), published: version({ connection: 'd' }) },
  { uuid: '3', name: 'other', draft: null, published: version({ connection: 'd' }) },
];

it('finds definitions whose draft or published steps refer to something', async () => {
  const found = await definitionsWithStep({ all: async () => definitions }, ({ settings }) =>
    names(settings['connection'], 'c'),
  );
  expect(found).toEqual([
    { kind: 'definition', uuid: '1', name: 'published' },
    { kind: 'definition', uuid: '2', name: 'draft' },
  ]);
});

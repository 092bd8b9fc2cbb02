import { storedScript } from '../../../test/support/script';
import { createScriptLibrary } from './library';

const stored = storedScript({ name: 'Notify', categories: ['handler', 'shared'] }, { number: 3, content: 'third' });
const library = createScriptLibrary({
  scripts: {
    byName: async (name) => (name === 'Notify' ? stored : undefined),
    version: async (_script, number) =>
      number === 1 ? { ...stored.version, number, content: 'first' } : number === 3 ? stored.version : undefined,
    shared: async () => [
      { name: 'Common', content: 'function Say {}' },
      { name: 'Notify', content: 'third' },
    ],
  },
});

it('gives the current text or that of a version, with the shared scripts beside it', async () => {
  expect(await library.text('Notify', 'latest')).toMatchObject({
    script: { name: 'Notify' },
    version: { number: 3, content: 'third' },
    neighbours: [{ name: 'Common', content: 'function Say {}' }],
  });
  expect((await library.text('Notify', 1))?.version.content).toBe('first');
});

it('gives nothing for a script or a version that is not there', async () => {
  expect(await library.text('Absent', 'latest')).toBeUndefined();
  expect(await library.text('Notify', 2)).toBeUndefined();
});

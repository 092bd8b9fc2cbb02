import { storedScript } from '../../../test/support/script';
import { loadFrom } from './loaded-script';

const { version, ...script } = storedScript({ secrets: ['s'], lock: 'db', repeatable: true }, { strict: true });
const load = loadFrom({
  text: async (name, wanted) =>
    name === script.name && wanted !== 9 ? { script, version, neighbours: [{ name: 'lib', content: 'x' }] } : undefined,
});

it('loads a version of a stored script with its settings and neighbours', async () => {
  expect(await load({ kind: 'stored', name: script.name, version: 'latest' })).toMatchObject({
    ...{ name: script.name, version: 1, secrets: ['s'], lock: 'db', repeatable: true, runtime: 'bash' },
    source: { kind: 'text', content: version.content },
    settings: { strict: true, windows: false, reuse: false },
    neighbours: [{ name: 'lib' }],
  });
});

it('finds nothing where there is no such script or version', async () => {
  expect(await load({ kind: 'stored', name: script.name, version: 9 })).toBeUndefined();
  expect(await load({ kind: 'stored', name: 'other', version: 'latest' })).toBeUndefined();
  expect(await load({ kind: 'plugin', name: script.name })).toBeUndefined();
});

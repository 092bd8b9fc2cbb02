import { randomBytes } from 'node:crypto';
import { createSecretBox } from '../../secrets/secret-box';
import { createNamedSecrets } from './named-secrets';

const box = createSecretBox([randomBytes(32)]);
const rows = new Map<string, { uuid: string; sealed: string }>();
const secrets = { byName: async (name: string) => rows.get(name) as never };
const named = createNamedSecrets({ secrets, box });

beforeEach(() => rows.clear());

it('opens what was sealed, by its name', async () => {
  rows.set('store', { uuid: 'u1', sealed: named.seal('u1', 'changeit') });
  expect(rows.get('store')!.sealed).not.toContain('changeit');
  expect(await named.open('store')).toBe('changeit');
});

it('opens nothing without a name, out of another row, or under another key', async () => {
  rows.set('moved', { uuid: 'u2', sealed: named.seal('u1', 'changeit') });
  rows.set('foreign', { uuid: 'u1', sealed: createSecretBox([randomBytes(32)]).seal('changeit', 'named secret u1') });
  expect(await Promise.all(['absent', 'moved', 'foreign'].map((name) => named.open(name)))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('says whether one is what is given', async () => {
  rows.set('store', { uuid: 'u1', sealed: named.seal('u1', 'changeit') });
  expect(await named.holds('store', 'changeit')).toBe(true);
  expect(await named.holds('store', 'changeit ')).toBe(false);
  expect(await named.holds('absent', '')).toBe(false);
});

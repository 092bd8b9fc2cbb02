import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allowedFolders } from './allowed-folders';

const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'certloom-allowed-')));
const inside = path.join(root, 'inside');
beforeAll(() => {
  mkdirSync(path.join(inside, 'below'), { recursive: true });
  mkdirSync(path.join(root, 'inside-not'));
  symlinkSync(path.join(root, 'inside-not'), path.join(inside, 'out'));
});
afterAll(() => rmSync(root, { recursive: true }));

it.each([
  ['itself', inside, inside],
  ['below it', path.join(inside, 'below'), path.join(inside, 'below')],
  ['beside it', path.join(root, 'inside-not'), undefined],
  ['by a link', path.join(inside, 'out'), undefined],
  ['by a detour', path.join(inside, '..'), undefined],
  ['absent', path.join(inside, 'absent'), undefined],
])('a folder %s', async (_name, wanted, expected) => {
  const folders = await allowedFolders([inside, path.join(root, 'never')]);
  expect(await folders.resolve(wanted)).toBe(expected);
});

it.each([
  ['itself', inside, true],
  ['absent', path.join(inside, 'absent'), true],
  ['beside it', path.join(root, 'inside-not'), false],
  ['by a detour', path.join(inside, '..', 'inside-not'), false],
  ['relative', 'inside', false],
])('a folder %s may be named or not', async (_name, wanted, expected) =>
  expect(await (await allowedFolders([inside])).mayHold(wanted)).toBe(expected),
);

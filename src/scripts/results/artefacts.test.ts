import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { artefactLimits, readArtefacts } from './artefacts';

let drive: string;
beforeEach(() => (drive = mkdtempSync(path.join(tmpdir(), 'certloom-drive-'))));
afterEach(() => rmSync(drive, { recursive: true }));

function put(name: string, content: string | Buffer): void {
  mkdirSync(path.dirname(path.join(drive, name)), { recursive: true });
  writeFileSync(path.join(drive, name), content);
}

it('gives the files below the drive, by name', async () => {
  put('Logs/b.txt', 'two');
  put('Logs/a.txt', 'one');
  put('top.txt', '');
  const { artefacts, droppedArtefactBytes } = await readArtefacts(drive, null);
  const texts = artefacts.map(({ name, content }) => [name, Buffer.from(content).toString()]);
  expect(texts).toEqual([
    ['Logs/a.txt', 'one'],
    ['Logs/b.txt', 'two'],
    ['top.txt', ''],
  ]);
  expect(droppedArtefactBytes).toBe(0);
});

it('drops and counts what is too much, and keeps smaller files behind it', async () => {
  put('a', Buffer.alloc(artefactLimits.bytes - 10));
  put('b', Buffer.alloc(11));
  put('c', Buffer.alloc(10));
  const { artefacts, droppedArtefactBytes } = await readArtefacts(drive, null);
  expect(artefacts.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(droppedArtefactBytes).toBe(11);
});

it('keeps so many files and no more', async () => {
  for (let file = 0; file < artefactLimits.files + 2; file += 1) put(`${String(file).padStart(4, '0')}.txt`, 'x');
  const { artefacts, droppedArtefactBytes } = await readArtefacts(drive, null);
  expect([artefacts.length, droppedArtefactBytes]).toEqual([artefactLimits.files, 2]);
});

it('follows no link, and waits for no pipe', async () => {
  const outside = mkdtempSync(path.join(tmpdir(), 'certloom-outside-'));
  writeFileSync(path.join(outside, 'secret'), 'of somebody else');
  symlinkSync(path.join(outside, 'secret'), path.join(drive, 'file'));
  symlinkSync(outside, path.join(drive, 'folder'));
  execFileSync('mkfifo', [path.join(drive, 'pipe')]);
  expect(await readArtefacts(drive, null)).toEqual({ artefacts: [], droppedArtefactBytes: 0 });
  symlinkSync(outside, `${drive}-link`);
  expect((await readArtefacts(`${drive}-link`, null)).artefacts).toEqual([]);
  rmSync(`${drive}-link`);
  rmSync(outside, { recursive: true });
});

it('has none where there is no drive', async () =>
  expect(await readArtefacts(`${drive}-none`, null)).toEqual({ artefacts: [], droppedArtefactBytes: 0 }));

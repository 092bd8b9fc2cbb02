import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readScriptFile } from './read-file';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-read-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);

describe('a file that a script left', () => {
  it('is read up to a limit', async () => {
    writeFileSync(at('file'), 'abcdef');
    expect(readScriptFile(at('file'), 6, null)).toEqual({
      kind: 'read',
      content: Buffer.from('abcdef'),
      isCut: false,
    });
    expect(readScriptFile(at('file'), 5, null)).toEqual({
      kind: 'read',
      content: Buffer.from('abcde'),
      isCut: true,
    });
    expect(readScriptFile(at('none'), 5, null)).toEqual({ kind: 'missing' });
  });

  it('is not read through a link, from a pipe that nobody writes to, a device or a folder', async () => {
    symlinkSync('/etc/passwd', at('link'));
    execFileSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    expect(readScriptFile(at('link'), 5, null)).toEqual({ kind: 'refused', why: 'is a symbolic link' });
    for (const name of [at('pipe'), at('folder'), '/dev/zero']) {
      expect(readScriptFile(name, 5, null)).toEqual({ kind: 'refused', why: 'is no file' });
    }
  });

  it('is not read when it belongs to another account', async () => {
    writeFileSync(at('foreign'), 'x');
    linkSync(at('foreign'), at('hard'));
    const account = { uid: (process.geteuid?.() ?? 0) + 1, gid: 1, name: 'other' };
    expect(readScriptFile(at('hard'), 5, account)).toEqual({
      kind: 'refused',
      why: 'belongs to another account',
    });
  });
});

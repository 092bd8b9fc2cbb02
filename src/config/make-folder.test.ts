import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from './make-folder';

describe('makeFolder', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'certloom-folder-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('makes all of the path for its owner only, and is content with what is there', () => {
    const folder = path.join(root, 'a', 'b', 'c');
    makeFolder(folder);
    makeFolder(folder);
    for (const each of [folder, path.dirname(folder)]) expect(statSync(each).mode & 0o777).toBe(0o700);
  });

  it('fails below a file', () => {
    writeFileSync(path.join(root, 'file'), '');
    expect(() => makeFolder(path.join(root, 'file', 'a'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
  });

  // Node's recursive mkdir loops for ever here.
  (process.platform === 'linux' ? it : it.skip)('fails where the file system takes no folders', () => {
    expect(() => makeFolder('/proc/certloom/data')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});

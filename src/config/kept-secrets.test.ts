import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keptSecret, loadMasterKey } from './kept-secrets';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('keptSecret', () => {
  it('makes a secret once, readable by its owner only', () => {
    const dataDir = path.join(folder, 'new', 'data');
    const first = keptSecret(dataDir, 'admin.key', () => 'one');
    const second = keptSecret(dataDir, 'admin.key', () => 'two');
    expect(first).toMatchObject({ value: 'one', made: true });
    expect(second).toMatchObject({ value: 'one', made: false });
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(readFileSync(first.file, 'utf8')).toBe('one\n');
  });

  it('takes the secret of a process that was quicker', () => {
    const value = keptSecret(folder, 'raced.key', () => {
      keptSecret(folder, 'raced.key', () => 'quicker');
      return 'slower';
    });
    expect(value).toMatchObject({ value: 'quicker', made: false });
  });
});

describe('loadMasterKey', () => {
  it('stays the same over starts and follows the variable', () => {
    const made = loadMasterKey({ dataDir: folder, masterKey: undefined });
    expect(made).toHaveLength(32);
    expect(loadMasterKey({ dataDir: folder, masterKey: undefined })).toEqual(made);
    const given = loadMasterKey({ dataDir: folder, masterKey: 'k'.repeat(32) });
    expect(given).not.toEqual(made);
    expect(loadMasterKey({ dataDir: '/nowhere', masterKey: 'k'.repeat(32) })).toEqual(given);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createOwnSecrets } from './own-secrets';

describe('secrets of a worker’s own', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'certloom-own-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const own = () =>
    createOwnSecrets({ folder, variables: { CERTLOOM_SCRIPT_SECRET_DB_PASSWORD: 'of the environment' } });

  it('come from a file of their name without its last line break, and follow it when it is replaced', async () => {
    const secrets = own();
    writeFileSync(path.join(folder, 'pin'), 'first\nline\n');
    expect(await secrets.open('pin')).toBe('first\nline');
    writeFileSync(path.join(folder, 'pin'), 'second');
    expect(await secrets.open('pin')).toBe('second');
  });

  it('come from the environment where there is no such file', async () => {
    expect(await own().open('db-password')).toBe('of the environment');
    writeFileSync(path.join(folder, 'db-password'), 'of the file');
    expect(await own().open('db-password')).toBe('of the file');
  });

  it('are none where the file is empty, too long, a folder, or somewhere else', async () => {
    writeFileSync(path.join(folder, 'empty'), '\n');
    writeFileSync(path.join(folder, 'long'), 'x'.repeat(10_001));
    mkdirSync(path.join(folder, 'folder'));
    for (const name of ['empty', 'long', 'folder', 'nowhere', '../../etc/hostname', '/etc/hostname'])
      expect([name, await own().open(name)]).toEqual([name, undefined]);
    expect(await createOwnSecrets({ folder: undefined, variables: {} }).open('pin')).toBeUndefined();
  });

  it('are listed by name, and never with a value', async () => {
    for (const name of ['pin', '.hidden']) writeFileSync(path.join(folder, name), 'x');
    mkdirSync(path.join(folder, 'folder'));
    expect(await own().names()).toEqual(['CERTLOOM_SCRIPT_SECRET_DB_PASSWORD', 'pin']);
    expect(await createOwnSecrets({ folder: path.join(folder, 'gone'), variables: {} }).names()).toEqual([]);
  });
});

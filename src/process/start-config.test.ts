import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startConfig } from './start-config';

describe('the configuration of a start', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'certloom-start-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const start = () => startConfig({ CERTLOOM_DATA_DIR: folder });

  it('makes a key that it takes again', () => {
    const { madeKey } = start();
    expect(madeKey).toMatch(/^clk_admin_[\w-]{32}$/);
    expect(start()).toMatchObject({ madeKey: undefined, config: { adminKey: madeKey } });
  });

  it.each([
    ['is short', 'hunter2', 'expected at least 20 characters'],
    ['has a blank', 'hunter2 hunter2 hunter2', 'expected visible ASCII characters without blanks'],
  ])('refuses a key in the data folder that %s, with the name of its file and without its text', (_, key, why) => {
    const file = path.join(folder, 'admin.key');
    writeFileSync(file, key);
    expect(start).toThrow(expect.objectContaining({ exitCode: 78, faults: [`${file}: ${why}`] }));
  });

  it('names the file of a short key that the environment points to', () => {
    const file = path.join(folder, 'given.key');
    writeFileSync(file, 'hunter2');
    const given = () => startConfig({ CERTLOOM_DATA_DIR: folder, CERTLOOM_ADMIN_KEY_FILE: file });
    expect(given).toThrow(
      expect.objectContaining({ faults: [`CERTLOOM_ADMIN_KEY_FILE (${file}): expected at least 20 characters`] }),
    );
  });
});

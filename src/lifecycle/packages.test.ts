import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installedPackages } from './packages';

describe('installedPackages', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'packages-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has each package once, with its licence, without what is only for development', () => {
    mkdirSync(path.join(folder, 'node_modules', 'inner'), { recursive: true });
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', license: 'MIT' },
      'node_modules/@s/a': { version: '1.0.0' },
      'node_modules/x/node_modules/b': { version: '2.0.0', license: 'MIT' },
      'node_modules/tool': { version: '1.0.0', license: 'MIT', dev: true },
      'node_modules/certloom-console': { link: true },
    };
    writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
    expect(installedPackages(path.join(folder, 'node_modules', 'inner'))).toEqual([
      { name: '@s/a', version: '1.0.0', licence: null },
      { name: 'b', version: '2.0.0', licence: 'MIT' },
    ]);
  });

  it('is empty where npm has installed nothing', () => {
    expect(installedPackages(folder)).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from './config';

const root = path.join(__dirname, '..', '..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const compose = read('docker-compose.yml');

describe('figure-F15: the composition', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-secrets-'));
  const makeSecrets = () => execFileSync(path.join(root, 'deploy', 'make-secrets.sh'), [folder], { encoding: 'utf8' });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has every secret from a file that the script makes, and once only', () => {
    expect(makeSecrets().trim().split('\n')).toHaveLength(8);
    const contents = () => readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]);
    const made = contents();
    expect(made.map(([name]) => name).sort()).toEqual(
      [...compose.matchAll(/^ {2}([a-z-]+): \{ file: \.\/secrets\/\1 \}$/gm)].map(([, name]) => name).sort(),
    );
    expect(new Set(made.map(([, text]) => text)).size).toBe(made.length);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(makeSecrets()).toBe('');
    expect(contents()).toEqual(made);
  });

  it('starts the product with them', () => {
    makeSecrets();
    const files = [...compose.matchAll(/^ {2}([A-Z_]+_FILE): \/run\/secrets\/([a-z-]+)$/gm)];
    const config = loadConfig(
      Object.fromEntries(files.map(([, variable, name]) => [variable!, path.join(folder, name!)])),
    );
    expect(config.adminKey).toMatch(/^[0-9a-f]{64}$/);
    expect(config.masterKey).toMatch(/^[0-9a-f]{64}$/);
    expect(config.mongodbUri).toMatch(/^mongodb:\/\/certloom:[0-9a-f]{64}@mongodb:27017\/certloom\?/);
    expect(config.smtpUrl).toBe('smtp://mailpit:1025');
  });

  it('takes no secret from the environment, and ships none', () => {
    expect(compose).not.toMatch(/\$\{[A-Z_]*(PASSWORD|KEY|SECRET|URI)/);
    expect(read('.env.example')).not.toMatch(/^[A-Z_]*(PASSWORD|KEY|SECRET|URI)=/m);
  });
});

describe('figure-F15: the supply chain', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, unknown>>;
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; integrity?: string }>;
  };
  const packages = Object.entries(lock.packages).filter(([at]) => at !== '');

  it('builds the image on an exact release of Node that is in support', () => {
    const [, major] = /^ARG NODE_IMAGE=node:(\d+)\.\d+\.\d+-[a-z]+-slim$/m.exec(read('Dockerfile')) ?? [];
    expect(Number(major)).toBeGreaterThanOrEqual(22);
    expect(
      read('Dockerfile')
        .match(/^FROM .*/gm)
        ?.every((line) => line.startsWith('FROM ${NODE_IMAGE}')),
    ).toBe(true);
  });

  it('runs no script of a package at the install, and lists each that has one', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    const withScripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = withScripts.map(([at]) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(Object.keys(manifest['allowScripts']!).sort()).toEqual([...new Set(names)].sort());
    expect(Object.values(manifest['allowScripts']!).every((allowed) => allowed === false)).toBe(true);
  });

  it('names every dependency by its exact version, and every package by its hash', () => {
    const named = ['dependencies', 'optionalDependencies', 'devDependencies'].flatMap((kind) =>
      Object.values(manifest[kind]!),
    );
    expect(named.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
    expect(packages.filter(([, { integrity }]) => integrity === undefined).map(([at]) => at)).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { missingForScripts } from '../process/script-worker';
import { privateContextKeys, publicContextKeys, publicOf } from '../secrets/context-keys';
import { loadConfig } from './config';

const root = path.join(__dirname, '..', '..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const compose = read('docker-compose.yml');

/** An environment whose files are in this folder. */
function filesIn(folder: string, environment: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(environment).map(([name, value]) => [
    name,
    name.endsWith('_FILE') ? path.join(folder, path.basename(value)) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

describe('figure-F15: the composition', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-secrets-'));
  const makeSecrets = () => execFileSync(path.join(root, 'deploy', 'make-secrets.sh'), [folder], { encoding: 'utf8' });
  const readSecret = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has every secret from a file that the script makes, and once only', () => {
    expect(makeSecrets().trim().split('\n')).toHaveLength(14);
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
    const files = [...compose.matchAll(/^ {2}([A-Z_]+_FILE): \/run\/secrets\/([a-z-]+)$/gm)].filter(
      ([, , name]) => name !== 'mongodb-scripts-uri',
    );
    const config = loadConfig(
      Object.fromEntries(files.map(([, variable, name]) => [variable!, path.join(folder, name!)])),
    );
    expect(config.adminKey).toMatch(/^[0-9a-f]{64}$/);
    expect(config.masterKey).toMatch(/^[0-9a-f]{64}$/);
    expect(config.mongodbUri).toMatch(/^mongodb:\/\/certloom:[0-9a-f]{64}@mongodb:27017\/certloom\?/);
    expect(config.smtpUrl).toBe('smtp://mailpit:1025');
    expect(config.payloadKey.map((key) => key.length)).toEqual([32]);
    expect(config.contextPublicKeys).toHaveLength(2);
  });

  it.each(['api', 'service'] as const)(
    'runs scripts of %s under an account of their own, with its keys alone',
    (context) => {
      makeSecrets();
      const { services } = parse(compose, { merge: true }) as {
        services: Record<string, { user?: string; secrets?: string[]; environment?: Record<string, string> }>;
      };
      const { user, secrets, environment } = services[`scripts-${context}`]!;
      expect(secrets).toEqual(['mongodb-scripts-uri', 'payload-key', `context-key-${context}`]);
      const others = Object.entries(services).filter(([name]) => name !== `scripts-${context}`);
      expect(user).toMatch(/^\d+:\d+$/);
      expect(others.map(([, other]) => other.user)).not.toContain(user);
      const config = loadConfig(filesIn(folder, environment!));
      expect(config.workerServes).toEqual([`scripts-${context}`]);
      expect([config.adminKey, config.masterKey]).toEqual([undefined, undefined]);
      expect(missingForScripts(config)).toEqual([]);
      const [own] = privateContextKeys(config.contextKey);
      const published = publicContextKeys(readSecret('context-public-keys').split(','));
      expect(published.find((key) => key.context === context)).toEqual(publicOf(own!));
    },
  );

  it('takes no secret from the environment, and ships none', () => {
    expect(compose).not.toMatch(/\$\{[A-Z_]*(PASSWORD|KEY|SECRET|URI)/);
    expect(read('.env.example')).not.toMatch(/^[A-Z_]*(PASSWORD|KEY|SECRET|URI)=/m);
  });
});

describe('the units of systemd', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-units-'));
  beforeAll(() => void execFileSync(path.join(root, 'deploy', 'make-secrets.sh'), [folder]));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A unit as systemd reads it for an instance: its account, its environment, and the names of its credentials. */
  function unit(name: string, instance = '') {
    const text = read(`deploy/systemd/${name}`).replaceAll('%i', instance);
    const values = (key: string) => [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value!);
    // `%d` is the folder of the credentials, which are called like the files of the composition.
    const files = new Map(values('LoadCredential').map((one) => one.split(':') as [string, string]));
    const environment = Object.fromEntries(
      values('Environment').map((one) => {
        const [name, value] = one.split('=') as [string, string];
        const file = value.startsWith('%d/') ? files.get(value.slice(3)) : undefined;
        return [name, file ?? value.replace('%S', '/var/lib')];
      }),
    );
    return {
      user: values('User')[0],
      config: loadConfig(filesIn(folder, environment)),
      credentials: [...files.keys()],
    };
  }

  it('give API and worker all keys but those that open secrets of scripts', () => {
    const [api, worker] = [unit('certloom-api.service').config, unit('certloom-worker.service').config];
    for (const { adminKey, masterKey, payloadKey, contextKey } of [api, worker])
      expect([adminKey, masterKey, payloadKey.length, contextKey.length]).toEqual([
        ...[expect.any(String), expect.any(String)],
        ...[1, 0],
      ]);
    expect(api.contextPublicKeys).toHaveLength(2);
    expect(worker.workerServes).toEqual(['certloom', 'scan', 'delivery']);
  });

  it.each(['api', 'service'])('give scripts of %s an account, and no key but theirs', (context) => {
    const { user, config, credentials } = unit('certloom-scripts@.service', context);
    expect(user).toBe(`certloom-scripts-${context}`);
    expect(credentials).toEqual(['mongodb-uri', 'payload-key', 'context-key']);
    expect(config.workerServes).toEqual([`scripts-${context}`]);
    expect([config.adminKey, config.masterKey]).toEqual([undefined, undefined]);
    expect(missingForScripts(config)).toEqual([]);
    expect(privateContextKeys(config.contextKey).map((key) => key.context)).toEqual([context]);
  });
});

describe('figure-F15: the supply chain', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, unknown>>;
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; integrity?: string; link?: boolean; inBundle?: boolean }>;
  };
  // Without the folders of this repository. What comes inside of another package is covered by that one's hash.
  const packages = Object.entries(lock.packages).filter(
    ([at, { link, inBundle }]) => at.includes('node_modules/') && link !== true && inBundle !== true,
  );

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
    const console = JSON.parse(read('console/package.json')) as typeof manifest;
    const kinds = ['dependencies', 'optionalDependencies', 'devDependencies'];
    const named = [manifest, console].flatMap((one) => kinds.flatMap((kind) => Object.values(one[kind] ?? {})));
    expect(named.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
    expect(packages.filter(([, { integrity }]) => integrity === undefined).map(([at]) => at)).toEqual([]);
  });
});

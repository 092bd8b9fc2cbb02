/**
 * Installs what production needs into a temporary folder, and runs the API and a worker of the last build from there,
 * against engines that are embedded here: `npm run build && node tools/check-production.js`.
 */
const { execFileSync, spawn } = require('node:child_process');
const { randomBytes } = require('node:crypto');
const { cpSync, existsSync, mkdtempSync, rmSync } = require('node:fs');
const { createServer } = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { rootCertificates } = require('node:tls');
const { programs } = require('./copy-programs');

const root = path.join(__dirname, '..');
const dist = path.join(root, 'dist');
const limitMs = 120_000;
/** Packages that only the embedded engines, the demo and tests use. */
const notInstalled = [
  '@temporalio/testing',
  'mongodb-memory-server-core',
  'node-forge',
  'smtp-server',
  'typescript',
  'jest',
];

async function main() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'certloom-production-'));
  const children = [];
  let engines;
  try {
    for (const name of ['package.json', 'package-lock.json', '.npmrc', 'dist']) {
      cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
    }
    execFileSync('npm', ['ci', '--omit=dev', '--omit=optional', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: 'inherit',
    });
    const present = notInstalled.filter((name) => existsSync(path.join(folder, 'node_modules', name)));
    if (present.length > 0) throw new Error(`a production install has ${present.join(', ')}`);

    const missing = programs().filter((file) => !existsSync(path.join(folder, 'dist/src', file)));
    if (missing.length > 0) throw new Error(`a production install lacks ${missing.join(', ')}`);

    const { loadConfig } = require(path.join(dist, 'src/config/config.js'));
    const { startEngines } = require(path.join(dist, 'src/embedded/engines.js'));
    const free = { CERTLOOM_TEMPORAL_PORT: '0', CERTLOOM_MONGO_PORT: '0', CERTLOOM_TEMPORAL_UI: 'off' };
    const log = { info: console.log, warn: console.warn, error: console.error };
    engines = await startEngines(loadConfig({ ...free, CERTLOOM_DATA_DIR: path.join(folder, 'engines') }), { log });

    const key = randomBytes(24).toString('hex');
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      TEMPORAL_ADDRESS: engines.temporalAddress,
      MONGODB_URI: engines.mongoUri,
      CERTLOOM_ADMIN_KEY: key,
      CERTLOOM_MASTER_KEY: randomBytes(32).toString('hex'),
      CERTLOOM_PORT: String(port),
      CERTLOOM_LOG_LEVEL: 'warn',
    };
    for (const name of ['server.js', 'worker.js']) {
      const data = path.join(folder, `data-${name}`);
      const stdio = ['ignore', 'inherit', 'inherit'];
      children.push(
        spawn(process.execPath, [path.join('dist', name)], {
          cwd: folder,
          env: { ...env, CERTLOOM_DATA_DIR: data },
          stdio,
        }),
      );
    }
    await uploaded(`http://127.0.0.1:${port}`, key);
    console.log('A production install: API and worker run, and a certificate was uploaded.');
  } finally {
    await Promise.all(children.map(ended));
    await engines?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the API is ready and the worker has decided about a certificate. */
async function uploaded(url, key) {
  const until = Date.now() + limitMs;
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/x-pem-file' };
  let last = 'no answer';
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.status !== 200) continue;
    const answer = await fetch(`${url}/api/v1/certificates/upload`, {
      method: 'POST',
      headers: { ...headers, Prefer: 'wait=60' },
      body: rootCertificates[0],
    });
    last = `${answer.status} ${await answer.text()}`;
    if (answer.status === 201) return;
    break;
  }
  throw new Error(`no certificate was stored within ${limitMs / 1000} s: ${last}`);
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), 45_000);
  await gone;
  clearTimeout(impatient);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

main().then(
  // Handles of the engines' client must not keep an ended check alive.
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

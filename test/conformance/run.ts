/**
 * `npm run test:api`: schemathesis against a product that is really started, with engines of its own, on loopback.
 * Exit code 0 only when no request of thousands was answered otherwise than the product's OpenAPI description says.
 *   CERTLOOM_TEST_SEED=7 npm run test:api     # other requests
 *   npm run test:api -- 'certificates/search'   # operations whose path has this expression
 */
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { install } from '../../src/embedded/cache';
import { runCommand } from '../../src/embedded/run-command';
import { createVictim } from '../crash/victim';
import { setScene } from './scene';

const seed = Number(process.env['CERTLOOM_TEST_SEED'] ?? 11);
const examples = 20;
/** Milliseconds for all requests; a run takes a few minutes. */
const limitMs = 30 * 60_000;

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

const requirements = path.join(__dirname, 'requirements.txt');

/** The Python of an environment with schemathesis, in the engines' cache: installed once for each version. */
async function pythonWithSchemathesis(): Promise<string> {
  const version = /^schemathesis==(\S+)$/m.exec(readFileSync(requirements, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${requirements} names no version of schemathesis`);
  const log = { info: console.log, warn: console.warn, error: console.error };
  return install(
    { engine: 'schemathesis', version, program: path.join('bin', 'python3') },
    async (scratch) => {
      console.log(`Installing schemathesis ${version} from PyPI (once per user) …`);
      await runCommand({ program: 'python3', args: ['-m', 'venv', scratch], limitMs: 120_000 });
      await runCommand({
        program: path.join(scratch, 'bin', 'python3'),
        args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', requirements],
        limitMs: 15 * 60_000,
        title: 'pip install',
      });
    },
    { log },
  );
}

async function main(): Promise<void> {
  const python = await pythonWithSchemathesis();
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-conformance-'));
  const adminKey = `conformance-${randomBytes(18).toString('hex')}`;
  const program = [path.join(__dirname, '..', '..', 'dist', 'certloom.js'), 'start'];
  const product = await createVictim(
    folder,
    { CERTLOOM_ADMIN_KEY: adminKey, CERTLOOM_HOST: '127.0.0.1', CERTLOOM_TEMPORAL_UI: 'off' },
    program,
  );
  try {
    console.log('Starting the product …');
    product.start();
    await product.ready();
    const scene = path.join(folder, 'scene.json');
    writeFileSync(scene, JSON.stringify(await setScene(product.url, adminKey, seed)), { mode: 0o600 });
    // From a file: a header on the command line, which reading it would need, goes before the keys of the hooks.
    const description = path.join(folder, 'openapi.json');
    const headers = { Authorization: `Bearer ${adminKey}` };
    writeFileSync(description, await (await fetch(`${product.url}/api/v1/openapi.json`, { headers })).text());
    await runCommand({
      program: python,
      args: [
        ...['-m', 'schemathesis.cli', 'run', description, '--url', product.url],
        ...['--checks', checks.join(',')],
        ...['--phases', 'examples,coverage,fuzzing', '--max-examples', String(examples), '--seed', String(seed)],
        ...['--workers', '1', '--request-timeout', '30', '--continue-on-failure'],
        ...['--suppress-health-check', 'all', '--warnings', 'off', '--no-color'],
        // It has no end.
        ...['--exclude-path', '/api/v1/stream'],
        ...process.argv.slice(2, 3).flatMap((expression) => ['--include-path-regex', expression]),
        ...reportOptions(),
      ],
      cwd: folder,
      env: { ...process.env, SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: __dirname, CERTLOOM_CONFORMANCE_SCENE: scene },
      limitMs,
      title: 'schemathesis',
      onOutput: (text) => process.stdout.write(text),
    });
  } finally {
    await product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `CERTLOOM_TEST_REPORT=<file>` keeps every request and answer, one JSON a line. */
function reportOptions(): string[] {
  const file = process.env['CERTLOOM_TEST_REPORT'];
  return file === undefined ? [] : ['--report', 'ndjson', '--report-ndjson-path', path.resolve(file)];
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

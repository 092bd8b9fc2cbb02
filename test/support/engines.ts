/** The engines of one test run: started by the global setup, found by the tests through the environment. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config/config';
import { type EngineOptions, startDatabase, startEngines } from '../../src/embedded/engines';
import type { StoreEngine } from '../../src/embedded/mongodb-sources';
import { buildWorkflowBundle } from '../../src/temporal/bundle';

const say = (message: string) => process.stderr.write(`[engines] ${message}\n`);
const log = { info: say, warn: say, error: say };

/** `CERTLOOM_TEST_STORE` names the embedded database to test on, for example `secantus-python`. */
const storeEngine = process.env['CERTLOOM_TEST_STORE'] as StoreEngine | undefined;

/** Settings of embedded engines for a test: free ports and the given folder; configured servers are used as they are. */
export function testConfig(dataDir: string, env: NodeJS.ProcessEnv = process.env) {
  const passedOn = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_CLI_PATH', 'TEMPORAL_UI_URL', 'MONGODB_URI'];
  return loadConfig({
    ...Object.fromEntries(passedOn.map((name) => [name, env[name]])),
    CERTLOOM_DATA_DIR: dataDir,
    CERTLOOM_TEMPORAL_PORT: '0',
    CERTLOOM_TEMPORAL_UI_PORT: '0',
    CERTLOOM_MONGO_PORT: '0',
  });
}

/** Puts the addresses into the environment, which the test processes inherit; gives the way to stop everything. */
export async function startTestEngines(options: Partial<EngineOptions> = {}): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-test-'));
  const config = testConfig(dataDir);
  const removeData = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const stop =
      process.env['CERTLOOM_TEST_ENGINES'] === 'mongodb'
        ? await startStoreOnly(config, options)
        : await startBoth(config, path.join(dataDir, 'workflow-bundle.js'), options);
    return async () => {
      await stop();
      removeData();
    };
  } catch (error) {
    removeData();
    throw error;
  }
}

async function startStoreOnly(config: ReturnType<typeof testConfig>, options: Partial<EngineOptions>) {
  const database = await startDatabase(config, { log, storeEngine, ...options });
  try {
    nameStore(database.mongoUri);
  } catch (error) {
    await database.stop();
    throw error;
  }
  return () => database.stop();
}

async function startBoth(config: ReturnType<typeof testConfig>, bundle: string, options: Partial<EngineOptions>) {
  const engines = await startEngines(config, { log, storeEngine, ...options });
  process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS'] = engines.temporalAddress;
  process.env['CERTLOOM_TEST_TEMPORAL_UI_URL'] = engines.temporalUiUrl ?? '';
  try {
    nameStore(engines.mongoUri);
    await bundleWorkflows(bundle);
  } catch (error) {
    await engines.stop();
    throw error;
  }
  return () => engines.stop();
}

async function bundleWorkflows(file: string): Promise<void> {
  if (!existsSync(path.join(__dirname, '..', '..', 'src', 'workflows', 'index.ts'))) return;
  say('Bundling the workflows …');
  await buildWorkflowBundle(file);
  process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'] = file;
}

/** The server without a database: every test file names its own. */
function nameStore(uri: string): void {
  const [, server = '', query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(uri) ?? [];
  process.env['CERTLOOM_TEST_MONGODB_URI'] = `${server}/${query}`;
}

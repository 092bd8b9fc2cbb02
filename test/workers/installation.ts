/** API and workflows in this process, with task queues of their usual names in a namespace of their own. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { loadConfig } from '../../src/config/config';
import { prepareNamespace } from '../../src/embedded/prepare-namespace';
import { startApiProcess } from '../../src/process/api';
import { openFoundation } from '../../src/process/foundation';
import { createParts } from '../../src/process/parts/parts';
import { startWorkerProcess } from '../../src/process/worker';
import { startHousekeeping } from '../../src/services/work/housekeeping';
import { connectClient } from '../../src/temporal/client';
import { createDataConverter } from '../../src/temporal/data-converter';
import { installRuntime } from '../../src/temporal/runtime';
import { createLogger } from '../../src/telemetry/logging';
import { databaseUri } from '../support/database';

export type Installation = Awaited<ReturnType<typeof startInstallation>>;

/** @param env beside what every process has: keys and public keys of contexts */
export async function startInstallation(dataDir: string, env: Readonly<Record<string, string>>) {
  installRuntime(() => undefined);
  const name = `contexts-${randomBytes(6).toString('hex')}`;
  const engines = {
    TEMPORAL_ADDRESS: process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS']!,
    TEMPORAL_NAMESPACE: name,
    MONGODB_URI: databaseUri(name),
  };
  await makeNamespace(engines.TEMPORAL_ADDRESS, name);
  const adminKey = `test-admin-${randomBytes(12).toString('hex')}`;
  const config = loadConfig({
    ...{ CERTLOOM_PORT: '0', CERTLOOM_DATA_DIR: dataDir, CERTLOOM_ADMIN_KEY: adminKey },
    ...{ CERTLOOM_WORKER_SERVES: 'certloom', ...engines, ...env },
  });
  const addresses = {
    ...{ temporalAddress: engines.TEMPORAL_ADDRESS, temporalNamespace: name },
    ...{ temporalUiUrl: null, mongoUri: config.mongodbUri! },
  };
  const logger = createLogger({ level: 'silent' });
  const foundation = await openFoundation(config, addresses, { logger });
  await prepareNamespace(foundation.clientConnection, name);
  const parts = createParts(foundation);
  const housekeeping = await startHousekeeping(foundation, parts.list);
  const worker = await startWorkerProcess(foundation, parts.list, {
    workflowBundle: process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE']!,
    serves: ['certloom', 'delivery'],
  });
  const api = await startApiProcess(foundation, parts.list, { version: 'test', validateReplies: true });
  return {
    foundation,
    engines,
    call: (method: 'get' | 'post' | 'put', at: string) =>
      request(api.url)[method](`/api/v1${at}`).set('Authorization', `Bearer ${adminKey}`),
    async stop() {
      await api.stop();
      await worker.stop();
      await housekeeping.stop();
      await parts.close();
      await foundation.db.dropDatabase();
      await foundation.close();
    },
  };
}

/** Rejects when it does not come true within a minute. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain: ${what}`);
}

async function makeNamespace(address: string, namespace: string): Promise<void> {
  const { connection } = connectClient({
    ...{ address, namespace, access: {} },
    dataConverter: createDataConverter({ keys: [], seals: false }),
  });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await until('the namespace', () =>
      connection.workflowService.describeNamespace({ namespace }).then(
        () => true,
        () => undefined,
      ),
    );
  } finally {
    await connection.close();
  }
}

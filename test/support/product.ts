import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { createLogger } from '../../src/telemetry/logging';
import { loadConfig } from '../../src/config/config';
import { startApiProcess } from '../../src/process/api';
import { openFoundation, type Adjustments } from '../../src/process/foundation';
import { createParts } from '../../src/process/parts/parts';
import { startProduct, type Product } from '../../src/process/product';
import { installRuntime } from '../../src/temporal/runtime';
import { databaseUri } from './database';

/** Made for each run: planted so that a leak into logs or histories is found. */
const adminKey = `test-admin-${randomBytes(12).toString('hex')}`;

export interface TestProduct extends Product {
  readonly adminKey: string;
  /** Lines of the log, as they were written. */
  readonly logLines: string[];
  /** A request to `/api/v1<path>` as the administrator, or with another key. */
  call(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, key?: string): request.Test;
  /** Same database and queues, a new process as far as the product is concerned. */
  restart(): Promise<TestProduct>;
  close(): Promise<void>;
}

export interface TestProductOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly adjustments?: Adjustments;
  /** Parts of a product that is taken up again. */
  readonly database?: string;
  readonly dataDir?: string;
  readonly queues?: string;
  /** Of Temporal; `default` when absent. */
  readonly namespace?: string;
}

let isInstalled = false;

/**
 * The whole product on the engines of the test run: a database and task queues of its own, port 0, real sockets.
 * Call `close` at the end: it drops the database.
 */
export async function startTestProduct(options: TestProductOptions = {}): Promise<TestProduct> {
  if (!isInstalled) installRuntime(() => undefined);
  isInstalled = true;
  const name = randomBytes(6).toString('hex');
  const database = options.database ?? `certloom_${name}`;
  const queues = options.queues ?? `test-${name}`;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'certloom-product-'));
  const config = loadConfig({
    CERTLOOM_PORT: '0',
    CERTLOOM_ADMIN_KEY: adminKey,
    CERTLOOM_DATA_DIR: dataDir,
    ...options.env,
  });
  const logLines: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line) => void logLines.push(line) } });
  const product = await startProduct(
    config,
    {
      temporalAddress: needed('CERTLOOM_TEST_TEMPORAL_ADDRESS'),
      temporalNamespace: options.namespace ?? 'default',
      temporalUiUrl: process.env['CERTLOOM_TEST_TEMPORAL_UI_URL'] || null,
      mongoUri: databaseUri(database),
    },
    {
      workflowBundle: needed('CERTLOOM_TEST_WORKFLOW_BUNDLE'),
      version: 'test',
      validateReplies: true,
      adjustments: { logger, queueName: (queue) => `${queues}-${queue}`, ...options.adjustments },
    },
  );
  return {
    ...product,
    adminKey,
    logLines,
    call: (method, path, key = adminKey) =>
      request(product.api.url)[method](`/api/v1${path}`).set('Authorization', `Bearer ${key}`),
    async restart() {
      await product.stop();
      return startTestProduct({ ...options, database, queues, dataDir });
    },
    async close() {
      await product.foundation.db.dropDatabase();
      await product.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Another process of the product's installation: the API alone, on queues that no worker polls. */
export async function startApiAlone({ foundation }: TestProduct): Promise<{ url: string; stop(): Promise<void> }> {
  const queueName = (queue: string) => `alone-${randomBytes(6).toString('hex')}-${queue}`;
  // One installation has one public address, on which the names of its cookies depend.
  const config = { ...foundation.config, port: 0, publicUrl: foundation.publicUrl };
  const other = await openFoundation(config, foundation.addresses, { ...foundation.adjustments, queueName });
  const parts = createParts(other);
  const api = await startApiProcess(other, parts.list, { version: 'test' });
  return {
    url: api.url,
    async stop() {
      await api.stop();
      await parts.close();
      await other.close();
    },
  };
}

export interface ProductOfFile {
  (): TestProduct;
  /** Same database and queues, a new process. */
  restart(): Promise<void>;
}

/** One product for all tests of a file: started before the first of them, closed after the last. */
export function productOfFile(options: () => TestProductOptions = () => ({})): ProductOfFile {
  let product: TestProduct | undefined;
  const running = () => {
    if (product === undefined) throw new Error('the product of this file has not started');
    return product;
  };
  beforeAll(async () => {
    product = await startTestProduct(options());
  });
  afterAll(() => product?.close());
  return Object.assign(running, {
    async restart() {
      product = await running().restart();
    },
  });
}

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run through the jest project "engines"`);
  return value;
}

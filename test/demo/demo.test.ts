import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { demo } from '../../src/cli/demo/run-demo';
import type { RunningProduct, StartProduct } from '../../src/cli/demo/product';
import { eventCodes } from '../../src/domain/events/catalogue';
import { loadConfig } from '../../src/config/config';
import { createLogger } from '../../src/telemetry/logging';
import { startProduct } from '../../src/process/product';
import { connectStore } from '../../src/store/database/connection';
import { installRuntime } from '../../src/temporal/runtime';
import { databaseUri } from '../support/database';

const adminKey = `demo-${randomBytes(24).toString('base64url')}`;
const database = `certloom_demo_${randomBytes(6).toString('hex')}`;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'certloom-demo-'));
const environment = { CERTLOOM_DATA_DIR: dataDir, CERTLOOM_ADMIN_KEY: adminKey, CERTLOOM_PORT: '0' };
const mongoUri = databaseUri(database);

const start: StartProduct = async (given): Promise<RunningProduct> => {
  const product = await startProduct(
    loadConfig(given),
    {
      temporalAddress: process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS'] ?? '',
      temporalNamespace: 'default',
      temporalUiUrl: null,
      mongoUri,
    },
    {
      workflowBundle: process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'] ?? '',
      version: 'test',
      validateReplies: true,
      adjustments: {
        queueName: (queue) => `${database}-${queue}`,
        logger: createLogger({ level: 'silent' }),
      },
    },
  );
  return { apiUrl: product.api.url, adminKey, temporalUiUrl: undefined, stop: () => product.stop() };
};

/** The demo with `--once`; what it prints is the test's message when it does not come out well. */
async function runOnce(startProduct: StartProduct, more: Record<string, string> = {}) {
  let said = '';
  const out = (text: string) => void (said += text);
  const code = await demo({ once: true, startProduct, out, environment: { ...environment, ...more } });
  return { code, said };
}

const mails = () => readdirSync(path.join(dataDir, 'demo-mail')).length;

/** The events whose row has a mail that arrived, an entry of the event log and a firing. */
const rowsOfEvents = (said: string) =>
  [...said.matchAll(/^([a-z_]+) .* \d+\.eml.* [0-9a-f]{64} +yes +\S+\/event-history\/[0-9a-f-]{36}$/gm)]
    .map(([, event]) => event)
    .sort();

beforeAll(() => installRuntime(() => undefined));

afterAll(async () => {
  const db = await connectStore(mongoUri);
  await db.dropDatabase();
  await db.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('npm run demo -- --once', () => {
  it('comes out as expected on an empty installation', async () => {
    const { code, said } = await runOnce(start);
    if (code !== 0) throw new Error(said);
    expect(said).toContain(
      'All 60 uploads ended as expected, and so did 6 certificates near their end and all 9 events.',
    );
    expect(said).toMatch(/0 found from an earlier run/);
    expect(rowsOfEvents(said)).toEqual([...eventCodes].sort());
    expect(mails()).toBeGreaterThan(10);
  }, 180_000);

  it('comes out as expected once more on the same installation', async () => {
    const { code, said } = await runOnce(start);
    if (code !== 0) throw new Error(said);
    // The CA publishes at the product's address, which has another port now: it and its RA profile are new.
    expect(said).toMatch(/Set up: 2 objects made/);
    expect(said).toMatch(/stored already: duplicates are expected/);
    expect(rowsOfEvents(said)).toEqual([...eventCodes].sort());
  }, 180_000);

  it('joins a product that runs', async () => {
    const running = await start({ ...environment, SMTP_URL: 'smtp://127.0.0.1:9' }, () => undefined);
    try {
      const notNow = () => Promise.reject(new Error('nothing is to be started'));
      const { code, said } = await runOnce(notNow, { CERTLOOM_PORT: new URL(running.apiUrl).port });
      if (code !== 0) throw new Error(said);
      expect(said).toContain(`Joined the Certloom that runs at ${running.apiUrl}.`);
    } finally {
      await running.stop();
    }
  }, 180_000);

  it('tells what is not as expected, and fails', async () => {
    let said = '';
    const meddling: StartProduct = async (given) => {
      const product = await start(given, () => undefined);
      const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
      const set = `${product.apiUrl}/api/v1/trigger-sets/certificate_uploaded`;
      const present = await fetch(set, { headers });
      const { ignore } = (await present.json()) as { ignore: { trigger: string }[] };
      // Without the ignore trigger what must be rejected is stored.
      const trigger = `${product.apiUrl}/api/v1/triggers/${ignore[0]!.trigger}`;
      const read = await fetch(trigger, { headers });
      const { name, description, event, kind, condition, notificationProfiles } = (await read.json()) as Record<
        string,
        unknown
      >;
      const changed = await fetch(trigger, {
        method: 'PUT',
        headers: { ...headers, 'if-match': read.headers.get('etag') ?? '' },
        body: JSON.stringify({ name, description, event, kind, condition, notificationProfiles, enabled: false }),
      });
      expect(changed.status).toBe(200);
      return product;
    };
    const code = await demo({ once: true, startProduct: meddling, out: (text) => void (said += text), environment });
    expect(code).toBe(1);
    expect(said).toMatch(/must be ignored and is stored/);
  }, 180_000);
});

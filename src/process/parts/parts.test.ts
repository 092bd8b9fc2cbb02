import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { loadConfig } from '../../config/config';
import { createStores } from '../../store/stores';
import { createLogger } from '../../telemetry/logging';
import { createMetrics } from '../../telemetry/metrics';
import * as workflows from '../../workflows';
import type { Foundation } from '../foundation';
import { activitiesOf } from './activities-of';
import { createParts, routesOf, type Parts } from './parts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-parts-'));
let parts: Parts;

beforeAll(() => {
  const now = () => new Date();
  // Nothing here is asked for over a connection: only what the parts say of themselves is looked at.
  parts = createParts({
    config: loadConfig({ CERTLOOM_DATA_DIR: dataDir }),
    adjustments: {},
    stores: createStores(mongoose.createConnection(), now),
    client: { schedule: { getHandle: () => ({}) } },
    logger: createLogger({ destination: { write: () => undefined } }),
    metrics: createMetrics(),
    now,
    queueName: (queue: string) => queue,
    keyFor: () => Buffer.alloc(32),
    keysFor: () => [Buffer.alloc(32)],
    lease: { id: 'this', isAlive: () => true, isGone: async () => false },
    publicUrl: 'http://localhost:8080',
  } as unknown as Foundation);
});

afterAll(async () => {
  await parts.close();
  rmSync(dataDir, { recursive: true });
});

it('is a list of capabilities, each once and named as its folders', () => {
  const names = parts.list.map(({ name }) => name);
  const folders = ['api', 'services', 'store', 'domain'].flatMap((room) =>
    readdirSync(path.join(__dirname, '..', '..', room)),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !folders.includes(name))).toEqual([]);
});

it('has one owner for every workflow type', () => {
  const owned = parts.list.flatMap((part) => part.workflows ?? []);
  expect([...owned].sort()).toEqual(Object.keys(workflows).sort());
});

it('has activities for every queue, no two of one name', () => {
  expect(Object.keys(activitiesOf(parts.list)).sort()).toEqual([
    'certloom',
    'delivery',
    'scan',
    'scripts-api',
    'scripts-service',
  ]);
});

it('has routes with operation ids of their own', () => {
  const api = {
    ...{ audit: {} as never, live: {} as never, signIn: {} as never },
    isStopping: () => false,
    isStillGood: async () => true,
  };
  const routes = routesOf(parts.list, api);
  const ids = routes.map(({ operationId }) => operationId);
  expect(ids.length).toBeGreaterThan(80);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

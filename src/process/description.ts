import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { apiPrefix } from '../api/http/app';
import { createOpenApiDocument } from '../api/http/openapi';
import type { Route } from '../api/http/route';
import { loadConfig } from '../config/config';
import type { Foundation } from './foundation';
import { createParts, routesOf } from './parts/parts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Anything = any;

/** Answers every question with itself: routes are looked at here, never called. */
const answers: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  [Symbol.toPrimitive, () => 'anything'],
  [Symbol.iterator, [][Symbol.iterator]],
]);

/** What stands for every service and store where the routes are only described. */
export const anything: Anything = new Proxy(() => undefined, {
  get: (_target, member) => answers.get(member) ?? (anything as unknown),
  apply: () => anything as unknown,
});

export interface DescribedRoutes {
  readonly routes: readonly Route[];
  /** Lets go of what the parts opened: threads and a folder of its own. */
  close(): Promise<void>;
}

/** All routes of the product as they are with the settings of a first start, without an engine, a store or a port. */
export function describedRoutes(): DescribedRoutes {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'certloom-description-'));
  const config = loadConfig({ CERTLOOM_DATA_DIR: dataDir });
  const known: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
    ['config', config],
    ['adjustments', {}],
    ['publicUrl', 'http://localhost'],
    ['keyFor', () => Buffer.alloc(32)],
    ['keysFor', () => [Buffer.alloc(32)]],
  ]);
  const foundation = new Proxy(anything as Foundation, {
    get: (_target, member) => known.get(member) ?? (anything as unknown),
  });
  const parts = createParts(foundation);
  const context = {
    ...{ audit: anything as never, signIn: anything as never, live: anything as never },
    isStopping: () => false,
    isStillGood: () => Promise.resolve(true),
  };
  return {
    routes: routesOf(parts.list, context),
    async close() {
      await parts.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The OpenAPI document of the product, made without starting it. */
export async function describeApi(publicUrl = 'http://localhost'): Promise<object> {
  const described = describedRoutes();
  try {
    return createOpenApiDocument(described.routes, { prefix: apiPrefix, publicUrl });
  } finally {
    await described.close();
  }
}

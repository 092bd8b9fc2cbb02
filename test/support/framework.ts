import { Writable } from 'node:stream';
import type { Express } from 'express';
import { type AppDeps, createApp } from '../../src/api/http/app';
import { type Audit, type AuditSettings, createAudit } from '../../src/api/http/audit';
import { createAuthenticate } from '../../src/api/http/auth';
import { createLogger } from '../../src/telemetry/logging';
import { createMetrics } from '../../src/telemetry/metrics';
import { createCursorCodec } from '../../src/api/http/cursors';
import { type Budgets, defaultBudgets } from '../../src/api/http/rate-limits';
import type { Route } from '../../src/api/http/route';
import { createSignIn } from '../../src/api/http/sign-in';
import type { AuditEntry } from '../../src/domain/identity/audit';
import { permissions, type Permission } from '../../src/domain/identity/permissions';

export interface Framework {
  readonly app: Express;
  readonly audit: Audit;
  readonly rows: AuditEntry[];
  readonly logLines: string[];
  auditSettings: AuditSettings;
  /** Set to make the audit store fail. */
  auditDown: boolean;
}

/** `Authorization` of a caller of `createFramework` with these permissions; none given: all. */
export function bearer(...granted: Permission[]): string {
  return `Bearer test.${granted.length === 0 ? 'all' : granted.join('.')}`;
}

/** What an app needs and most tests do not ask about. Each call has metrics of its own. */
export function plainAppDeps() {
  return {
    bodyLimitBytes: 10 * 1024 * 1024,
    validateReplies: true,
    metrics: createMetrics(),
    health: { checks: {} },
    publicUrl: 'http://localhost:8080',
    corsOrigins: [],
    trustedProxies: [],
  };
}

/** The whole HTTP side with made-up callers and an audit log in memory: no database. */
export function createFramework(
  routes: readonly Route[],
  { budgets = defaultBudgets, ...more }: Partial<AppDeps> & { readonly budgets?: Budgets } = {},
): Framework {
  const rows: AuditEntry[] = [];
  const logLines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logLines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger({ destination });
  const framework = {
    rows,
    logLines,
    auditSettings: { output: 'database', verbose: false, ignoreOperations: [] } as AuditSettings,
    auditDown: false,
  };
  const audit = createAudit({
    store: {
      async append(entries) {
        if (framework.auditDown) throw new Error('connection to mongodb://secret:secret@db failed');
        rows.push(...entries);
      },
    },
    settings: async () => framework.auditSettings,
    logger,
    now: () => new Date(),
    secretAttributes: async () => new Set(['hidden']),
  });
  const authenticate = createAuthenticate({
    async lookUp(key) {
      const [, head, list] = /^(test)\.(.*)$/.exec(key) ?? [];
      if (head === undefined || list === undefined) return undefined;
      return {
        apiKeyUuid: 'b0000000-0000-4000-8000-000000000001',
        user: { uuid: 'a0000000-0000-4000-8000-000000000001', username: 'tester' },
        permissions: list === 'all' ? permissions : (list.split('.') as Permission[]),
        expiresAt: null,
      };
    },
    touch: async () => undefined,
    now: () => new Date(),
  });
  const app = createApp({
    routes,
    signIn: createSignIn({ authenticate, audit, budgets }),
    audit,
    cursors: createCursorCodec('a secret of the tests'),
    budgets,
    logger,
    ...plainAppDeps(),
    ...more,
  });
  return Object.assign(framework, { app, audit });
}

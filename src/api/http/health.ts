import express, { type Router } from 'express';
import { readOnly } from './methods';

/** Rejects, or takes longer than a second, when the thing cannot be used. */
export type ReadinessCheck = (signal: AbortSignal) => Promise<void>;

export interface HealthDeps {
  /** By name: `mongodb`, `temporal`, `audit`, `worker`. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** True once the process has done everything it does before serving. Absent: from the start. */
  readonly started?: () => boolean;
  /** True while the process ends: readiness is taken back before connections are. */
  readonly stopping?: () => boolean;
  readonly timeoutMs?: number;
}

/**
 * `/livez` (the process answers), `/startupz` (it has started) and `/readyz` (what it needs can be reached). No
 * authentication; names of checks and their state only, no versions, hosts or error text.
 */
export function healthRoutes({ checks, started, stopping, timeoutMs = 1_000 }: HealthDeps): Router {
  const router = express.Router();
  router.all(['/livez', '/startupz', '/readyz'], readOnly);
  router.get('/livez', (_req, res) => void res.json({ status: 'ok' }));
  router.get('/startupz', (_req, res) => {
    const done = started?.() ?? true;
    res.status(done ? 200 : 503).json({ status: done ? 'ok' : 'starting' });
  });
  router.get('/readyz', async (_req, res) => {
    const names = Object.keys(checks);
    const results = await Promise.all(names.map((name) => passes(checks[name], timeoutMs)));
    const ready = results.every(Boolean) && (started?.() ?? true) && !(stopping?.() ?? false);
    res.status(ready ? 200 : 503).json({
      status: ready ? 'ok' : 'unavailable',
      checks: Object.fromEntries(names.map((name, index) => [name, results[index] === true ? 'ok' : 'failed'])),
    });
  });
  return router;
}

async function passes(check: ReadinessCheck | undefined, timeoutMs: number): Promise<boolean> {
  if (check === undefined) return false;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve(false);
    }, timeoutMs);
  });
  try {
    return await Promise.race([attempt(check, controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function attempt(check: ReadinessCheck, signal: AbortSignal): Promise<boolean> {
  try {
    await check(signal);
    return true;
  } catch {
    return false;
  }
}

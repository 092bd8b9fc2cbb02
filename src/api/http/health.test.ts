import express from 'express';
import request from 'supertest';
import { type HealthDeps, healthRoutes } from './health';

const ask = (path: string, deps: HealthDeps) => request(express().use(healthRoutes(deps))).get(path);
const fine = async () => undefined;

describe('health', () => {
  it.each<{ name: string; deps: HealthDeps; status: number; checks: object }>([
    { name: 'all fine', deps: { checks: { mongodb: fine } }, status: 200, checks: { mongodb: 'ok' } },
    {
      name: 'one fails',
      deps: { checks: { mongodb: fine, temporal: () => Promise.reject(new Error('10.0.0.1')) } },
      status: 503,
      checks: { mongodb: 'ok', temporal: 'failed' },
    },
    {
      name: 'one throws at once',
      deps: {
        checks: {
          audit: () => {
            throw new Error('x');
          },
        },
      },
      status: 503,
      checks: { audit: 'failed' },
    },
    {
      name: 'one hangs',
      deps: { checks: { worker: () => new Promise<void>(() => undefined) }, timeoutMs: 20 },
      status: 503,
      checks: { worker: 'failed' },
    },
    { name: 'stopping', deps: { checks: {}, stopping: () => true }, status: 503, checks: {} },
    { name: 'not started', deps: { checks: {}, started: () => false }, status: 503, checks: {} },
  ])('/readyz, $name: $status', async ({ deps, status, checks }) => {
    const response = await ask('/readyz', deps);
    expect(response.status).toBe(status);
    expect(response.body.checks).toEqual(checks);
    expect(response.text).not.toContain('10.0.0.1');
  });

  it('tells a late check to stop', async () => {
    let seen: AbortSignal | undefined;
    const hangs = (signal: AbortSignal) => {
      seen = signal;
      return new Promise<void>(() => undefined);
    };
    await ask('/readyz', { checks: { hangs }, timeoutMs: 10 });
    expect(seen?.aborted).toBe(true);
  });

  it('lives whatever fails, and starts once', async () => {
    const deps = { checks: { mongodb: () => Promise.reject(new Error('x')) }, started: () => false };
    expect((await ask('/livez', deps)).status).toBe(200);
    expect((await ask('/startupz', deps)).status).toBe(503);
    expect((await ask('/startupz', { checks: {} })).status).toBe(200);
  });
});

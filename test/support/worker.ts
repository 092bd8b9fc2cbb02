import type { Worker } from '../../src/domain/workers/worker';

/** A worker that lives and runs the scripts of `api` on node and bash. */
export function workerOf(id: string, change: Partial<Worker> = {}): Worker {
  return {
    id,
    identity: `${id}@host`,
    host: 'host',
    osUser: `user-of-${id}`,
    pid: 1,
    version: '1.0.0',
    startedAt: new Date('2030-01-01T00:00:00Z'),
    queues: ['scripts-api'],
    contexts: ['api'],
    scriptAccount: `user-of-${id}`,
    runtimes: [
      { runtime: 'node', available: true, version: '24.1.0', note: null },
      { runtime: 'bash', available: true, version: '5.2.0', note: null },
      { runtime: 'pwsh', available: false, version: null, note: 'not on the PATH' },
    ],
    contextKeys: [],
    ownSecrets: [],
    state: 'running',
    lastSeenAt: new Date('2030-01-01T00:00:02Z'),
    endedAt: null,
    ...change,
  };
}

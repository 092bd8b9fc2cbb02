import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { healthRoutes } from '../api/http/health';
import { listen } from './api';
import type { KeylessFoundation } from './keyless-foundation';
import type { WorkerProcess } from './worker';

/**
 * `/livez` and `/readyz` of a worker that serves scripts only. It has no `/metrics`: whoever asks for them shows an API
 * key, which must not pass through an account that runs scripts.
 */
export async function startPlainStatus(
  { config, stores, clientConnection }: Pick<KeylessFoundation, 'config' | 'stores' | 'clientConnection'>,
  worker: Pick<WorkerProcess, 'states'>,
  port: number,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  let isStopping = false;
  const app = express().disable('x-powered-by');
  app.use(
    healthRoutes({
      stopping: () => isStopping,
      checks: {
        mongodb: async () => void (await stores.processes.all()),
        temporal: async () =>
          void (await clientConnection.withDeadline(Date.now() + 900, () => clientConnection.healthService.check({}))),
        worker: async () => {
          if (Object.values(worker.states()).some((state) => state !== 'RUNNING')) throw new Error('it does not poll');
        },
      },
    }),
  );
  app.use((_req, res) => void res.status(404).json({ status: 'not found' }));
  const server = createServer(app);
  await listen(server, config.host, port, 'CERTLOOM_WORKER_PORT');
  const { port: used } = server.address() as AddressInfo;
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${used}`,
    async stop() {
      isStopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

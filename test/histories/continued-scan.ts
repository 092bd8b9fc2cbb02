import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noCounts, type ScanCounts } from '../../src/domain/expiration/scan-counts';
import { startEngine } from '../../src/embedded/engine-process';
import { choosePort } from '../../src/embedded/ports';
import { prepareNamespace } from '../../src/embedded/prepare-namespace';
import { resolve } from '../../src/embedded/resolver';
import { assertTemporalServes, temporalArguments } from '../../src/embedded/temporal-server';
import { temporalSources } from '../../src/embedded/temporal-sources';
import { connectClient } from '../../src/temporal/client';
import type { ScanState, ScanStep } from '../../src/temporal/messages/expiration';
import { scanWorkflowId } from '../../src/temporal/ids';
import { startWorkers } from '../../src/temporal/workers';
import { testConfig } from '../support/engines';
import { queues, type Save } from './save';

const namespace = 'default';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * A scan in two runs. A server of its own asks early for a new run, because a run of fifty stretches would be a large
 * file; the scan's steps are played, because an inventory that takes two runs would take minutes.
 */
export async function recordContinuedScan(
  workflowBundle: string,
  saveOf: (client: ReturnType<typeof connectClient>['client']['workflow']) => Save,
): Promise<void> {
  const server = await startHastyServer();
  const { client, connection } = connectClient({ address: server.address, namespace });
  try {
    await prepareNamespace(connection, namespace);
    const workers = await startWorkers({
      address: server.address,
      namespace,
      serves: ['certloom', 'scan'],
      queueName: (queue) => `${queues}-${queue}`,
      workflowBundle: { codePath: workflowBundle },
      activities: { certloom: {}, scan: playedScan() },
    });
    try {
      const workflowId = `${scanWorkflowId}-in-two-runs`;
      const run = await client.workflow.start<() => Promise<ScanCounts>>('expirationScan', {
        workflowId,
        taskQueue: `${queues}-certloom`,
      });
      await run.result();
      const { runId: last } = await client.workflow.getHandle(workflowId).describe();
      if (last === run.firstExecutionRunId) throw new Error('the scan has ended in its first run');
      const save = saveOf(client.workflow);
      await save('expirationScan', 'first-of-two-runs', workflowId, run.firstExecutionRunId);
      await save('expirationScan', 'last-of-two-runs', workflowId, last);
    } finally {
      await workers.stop();
    }
  } finally {
    await connection.close();
    await server.stop();
  }
}

/** Two stretches, with what the activities of the scan would hand back. */
function playedScan() {
  const at = new Date().toISOString();
  const cursor = { notAfter: at, uuid: '00000000-0000-4000-8000-000000000001' };
  return {
    beginScan: async (): Promise<ScanState> => ({ scanId: '20261121T120000Z', at, cursor: null, counts: noCounts }),
    scanStretch: async (given: ScanState): Promise<ScanStep> => ({
      state: { ...given, cursor: given.cursor === null ? cursor : null, counts: { ...noCounts, examined: 500 } },
      isDone: given.cursor !== null,
    }),
    endScan: async (): Promise<void> => undefined,
    failScan: async (): Promise<void> => undefined,
  };
}

/** A development server that suggests to continue as new after a dozen events. */
async function startHastyServer(): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-hasty-'));
  const config = { ...testConfig(folder), temporalAddress: undefined };
  const { found } = await resolve('Temporal', temporalSources(config, { log }), { log });
  if (found.kind !== 'program') throw new Error('a program is needed to start a server from');
  const port = await choosePort({ variable: 'CERTLOOM_TEMPORAL_PORT', wanted: 0, strict: true });
  const uiPort = await choosePort({ variable: 'CERTLOOM_TEMPORAL_UI_PORT', wanted: 0, strict: true });
  const address = `127.0.0.1:${port}`;
  const databaseFile = path.join(folder, 'temporal.db');
  const engine = await startEngine(
    {
      name: 'Temporal server',
      program: found.program,
      args: [
        ...temporalArguments({ namespace, port, uiPort, databaseFile }),
        ...['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=12'],
      ],
      logFile: path.join(folder, 'temporal.log'),
      ready: () => assertTemporalServes(address, namespace, 2_000),
      readyLimitMs: 60_000,
      stopGraceMs: 15_000,
    },
    { log },
  );
  return {
    address,
    async stop() {
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

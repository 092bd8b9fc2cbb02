import { existsSync } from 'node:fs';
import type { Logger } from '../telemetry/logging';
import type { Config } from '../config/config';
import { choosePort } from '../embedded/ports';
import { taskQueues } from '../temporal/ids';
import { startApiProcess, type ApiProcess } from './api';
import { openFoundation, type Adjustments, type EngineAddresses, type Foundation } from './foundation';
import { createParts } from './parts/parts';
import { startHousekeeping } from '../services/work/housekeeping';
import { leaveNameIn, predecessorIn } from './predecessor';
import { startWorkerProcess, type WorkerProcess } from './worker';

export interface Product {
  readonly foundation: Foundation;
  readonly api: ApiProcess;
  readonly worker: WorkerProcess;
  /** API first, then workers, then connections. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly workflowBundle: string;
  readonly version: string;
  readonly adjustments?: Adjustments;
  readonly logger?: Logger;
  readonly validateReplies?: boolean;
  /** False while the disk of the embedded engines has no room. */
  readonly hasRoom?: () => boolean;
  /** This process holds the lock of the data folder: whoever had the folder before has ended. */
  readonly holdsDataDir?: boolean;
}

/** API and worker in one process, on engines that run. */
export async function startProduct(
  given: Config,
  addresses: EngineAddresses,
  options: ProductOptions,
): Promise<Product> {
  if (!existsSync(options.workflowBundle)) throw new Error('the workflow bundle is missing: run `npm run build`');
  // Chosen before anything is started: links in notifications name it.
  const port = await choosePort({ variable: 'CERTLOOM_PORT', wanted: given.port, strict: true });
  const config = { ...given, port };
  const before = options.holdsDataDir === true ? predecessorIn(config.dataDir) : undefined;
  const foundation = await openFoundation(
    config,
    addresses,
    { ...(options.logger === undefined ? {} : { logger: options.logger }), ...options.adjustments },
    before === undefined ? [] : [before],
  );
  if (options.holdsDataDir === true) leaveNameIn(config.dataDir, foundation.lease.id);
  const undo: (() => Promise<void>)[] = [() => foundation.close()];
  try {
    const parts = createParts(foundation);
    undo.unshift(() => parts.close());
    const housekeeping = await startHousekeeping(foundation, parts.list);
    undo.unshift(() => housekeeping.stop());
    const worker = await startWorkerProcess(foundation, parts.list, {
      workflowBundle: options.workflowBundle,
      serves: foundation.adjustments.serves ?? taskQueues,
    });
    undo.unshift(() => worker.stop());
    const api = await startApiProcess(foundation, parts.list, {
      workerStates: () => worker.states(),
      version: options.version,
      ...(options.hasRoom === undefined ? {} : { hasRoom: options.hasRoom }),
      validateReplies: options.validateReplies ?? false,
    });
    undo.unshift(() => api.stop());
    return { foundation, api, worker, stop: () => inOrder(undo) };
  } catch (error) {
    await inOrder(undo);
    throw error;
  }
}

async function inOrder(steps: (() => Promise<void>)[]): Promise<void> {
  for (const step of steps.splice(0)) await step();
}

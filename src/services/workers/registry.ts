import type { Runtime, SecurityContext } from '../../domain/scripts/runtime';
import { runtimesOf, type Worker } from '../../domain/workers/worker';
import type { ProcessStore } from '../../store/database/processes';
import type { WorkerDocument, WorkerStore } from '../../store/workers/workers';
import type { ProcessLease } from '../work/process-lease';

export interface WorkerRegistryDeps {
  readonly workers: Pick<WorkerStore, 'all'>;
  readonly processes: Pick<ProcessStore, 'all'>;
  readonly lease: Pick<ProcessLease, 'isAlive'>;
}

/** Which worker processes the installation has, and what they can do. */
export interface WorkerRegistry {
  /** Those that ended within the last day among them; what began last first. */
  all(): Promise<readonly Worker[]>;
  find(id: string): Promise<Worker | undefined>;
  /** Those that live and serve the task queue. */
  serving(queue: string): Promise<readonly Worker[]>;
  /** Runtimes that some worker of the context has now. */
  runtimesOf(context: SecurityContext): Promise<readonly Runtime[]>;
}

export function createWorkerRegistry({ workers, processes, lease }: WorkerRegistryDeps): WorkerRegistry {
  async function all(): Promise<readonly Worker[]> {
    // Workers after processes: one that reports between the two reads is seen alive by its lease, or at the next look.
    const rows = new Map((await processes.all()).map((row) => [row._id, row]));
    return (await workers.all()).map((worker) => {
      const row = rows.get(worker._id);
      const alive = worker.endedAt === undefined && row?.stoppedAt === undefined && lease.isAlive(worker._id);
      return toWorker(worker, row?.renewedAt, alive ? 'running' : row?.stoppedAt === undefined ? 'lost' : 'stopped');
    });
  }

  return {
    all,
    find: async (id) => (await all()).find((worker) => worker.id === id),
    serving: async (queue) =>
      (await all()).filter(({ state, queues }) => state === 'running' && queues.includes(queue)),
    runtimesOf: async (context) => runtimesOf(await all(), context),
  };
}

function toWorker(
  { _id, ending, endedAt, ...report }: WorkerDocument,
  renewedAt: Date | undefined,
  state: Worker['state'],
): Worker {
  return {
    id: _id,
    ...report,
    state: ending ?? state,
    lastSeenAt: renewedAt ?? endedAt ?? report.startedAt,
    endedAt: endedAt ?? null,
  };
}

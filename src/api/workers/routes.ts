import { CertloomError } from '../../domain/problem';
import type { Worker } from '../../domain/workers/worker';
import type { WorkerRegistry } from '../../services/workers/registry';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import type { z } from '../http/schemas';
import { toWorkerView, workerPage, workerPath, workerQuery, workerView } from './schemas';

export interface WorkerRouteDeps {
  readonly registry: Pick<WorkerRegistry, 'all' | 'find'>;
}

const tag = 'Workers';
const read = 'workers:read';

/** `/workers`: the processes that do the work, and what scripts they can run. */
export function createWorkerRoutes({ registry }: WorkerRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/workers',
      operationId: 'listWorkers',
      tag,
      summary: 'List workers, with what they can run',
      description: 'What began last comes first. One that has ended is shown for another day.',
      permission: read,
      query: workerQuery,
      responses: { 200: { description: 'A page of workers', schema: workerPage } },
      async handle(context) {
        const { query } = context;
        const found = (await registry.all()).filter((worker) => isMeant(worker, query));
        // They are few, so a page is cut out of all of them. Should its last one be gone, the list begins anew.
        const last = readCursor<{ id: string }>(context)?.id;
        const start = found.findIndex(({ id }) => id === last) + 1;
        const items = found.slice(start, start + query.limit);
        const next = start + query.limit < found.length ? { id: items.at(-1)!.id } : undefined;
        return pageReply(context, { items: items.map(toWorkerView), next }, async () => ({
          value: found.length,
          relation: 'exact',
        }));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/workers/{workerId}',
      operationId: 'getWorker',
      tag,
      summary: 'Get a worker, with what it can run',
      permission: read,
      params: workerPath,
      responses: { 200: { description: 'The worker', schema: workerView } },
      async handle({ params }) {
        const found = await registry.find(params.workerId);
        if (found === undefined) throw new CertloomError('not_found', 'There is no such worker.');
        return { status: 200, body: toWorkerView(found) };
      },
    }),
  ];
}

function isMeant(worker: Worker, query: z.output<typeof workerQuery>): boolean {
  const { state, queue, context, runtime, host } = query;
  return (
    (state === undefined || worker.state === state) &&
    (queue === undefined || worker.queues.includes(queue)) &&
    (context === undefined || worker.contexts.includes(context)) &&
    (runtime === undefined || worker.runtimes.some((one) => one.available && one.runtime === runtime)) &&
    (host === undefined || worker.host === host)
  );
}

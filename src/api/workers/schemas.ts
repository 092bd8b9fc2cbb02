import { runtimes, securityContexts } from '../../domain/scripts/runtime';
import { workerStates, type Worker } from '../../domain/workers/worker';
import { isoDate, page, pageQuery, z } from '../http/schemas';

const runtimeProbe = z
  .strictObject({
    runtime: z.enum(runtimes),
    available: z.boolean(),
    version: z.string().nullable().openapi({ description: 'As the program says it; null where there is none.' }),
    note: z.string().nullable().openapi({ description: 'Why it cannot be used, or what of it will not work.' }),
  })
  .openapi('RuntimeProbe');

export const workerView = z
  .strictObject({
    workerId: z.string().openapi({ description: 'Made anew at every start.' }),
    identity: z.string().openapi({ description: 'As Temporal and the records of its work name it.' }),
    host: z.string(),
    osUser: z.string().openapi({ description: 'Name of its OS account, or its number where it has none.' }),
    scriptAccount: z.string().nullable().openapi({
      description: 'OS account that its scripts run under; null where it runs none.',
    }),
    pid: z.number().int(),
    version: z.string(),
    state: z.enum(workerStates).openapi({
      description: '`stopped` ended in order; `lost` was killed, or has not been heard of for ten seconds.',
    }),
    startedAt: isoDate,
    lastSeenAt: isoDate,
    endedAt: isoDate.nullable(),
    queues: z.array(z.string()).openapi({ description: 'Task queues that it serves.' }),
    contexts: z.array(z.enum(securityContexts)).openapi({ description: 'Whose scripts it runs.' }),
    runtimes: z.array(runtimeProbe).openapi({ description: 'Found at its start; none where it runs no scripts.' }),
    contextKeys: z.array(z.string()).openapi({ description: 'Ids of the keys of contexts that it holds.' }),
    ownSecrets: z.array(z.string()).openapi({
      description: 'Names of the secrets that scripts get from its own environment or files.',
    }),
  })
  .openapi('Worker');
export const workerPage = page(workerView);

export const workerPath = z.strictObject({ workerId: z.string().min(1).max(100) });

export const workerQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(workerStates).optional(),
  queue: z.string().min(1).max(100).optional(),
  context: z.enum(securityContexts).optional(),
  runtime: z.enum(runtimes).optional().openapi({ description: 'Those that can start it.' }),
  host: z.string().min(1).max(255).optional(),
});

export function toWorkerView({ id, startedAt, lastSeenAt, endedAt, ...worker }: Worker): z.input<typeof workerView> {
  return {
    workerId: id,
    ...worker,
    queues: [...worker.queues],
    contexts: [...worker.contexts],
    runtimes: [...worker.runtimes],
    contextKeys: [...worker.contextKeys],
    ownSecrets: [...worker.ownSecrets],
    startedAt: startedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

import type { Client } from '@temporalio/client';
import { taskQueues, type TaskQueue } from './ids';

/** TASK_QUEUE_TYPE_ACTIVITY of the engine's API: every queue of ours carries activities. */
const activityQueue = 2;
/** The engine remembers pollers for five minutes; one that waits comes back at least once a minute. */
const freshMs = 2 * 60_000;
const timeoutMs = 3_000;

/** How many workers poll each queue, as the engine saw them in the last two minutes. */
export async function countPollers(
  client: Client,
  queueName: (queue: TaskQueue) => string,
): Promise<ReadonlyMap<TaskQueue, number>> {
  const { connection, options } = client;
  const counts = await connection.withDeadline(Date.now() + timeoutMs, () =>
    Promise.all(
      taskQueues.map(async (queue) => {
        const { pollers } = await connection.workflowService.describeTaskQueue({
          namespace: options.namespace,
          taskQueue: { name: queueName(queue) },
          taskQueueType: activityQueue,
        });
        const fresh = (pollers ?? []).filter(({ lastAccessTime }) => {
          const seconds = Number(lastAccessTime?.seconds ?? 0);
          return Date.now() - seconds * 1000 < freshMs;
        });
        return [queue, fresh.length] as const;
      }),
    ),
  );
  return new Map(counts);
}

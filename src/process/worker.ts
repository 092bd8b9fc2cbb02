import { startBackFills } from '../services/work/back-fill';
import { ensureSchedule } from '../temporal/schedules/ensure-schedule';
import { connectionAccess } from '../temporal/access';
import { retiredScheduleIds, type TaskQueue } from '../temporal/ids';
import { retireSchedule } from '../temporal/schedules/retire-schedule';
import { startWorkers, type RunningWorkers } from '../temporal/workers';
import type { Foundation } from './foundation';
import { activitiesOf } from './parts/activities-of';
import type { Part } from './parts/part';

export interface WorkerProcess extends RunningWorkers {
  readonly serves: readonly TaskQueue[];
}

/** The working half: task queues of this process, and the schedules that all workers make sure of. */
export async function startWorkerProcess(
  { client, config, addresses, dataConverter, queueName, adjustments, logger }: Foundation,
  parts: readonly Part[],
  { workflowBundle, serves }: { readonly workflowBundle: string; readonly serves: readonly TaskQueue[] },
): Promise<WorkerProcess> {
  const workers = await startWorkers({
    address: addresses.temporalAddress,
    namespace: addresses.temporalNamespace,
    dataConverter,
    access: connectionAccess(config),
    serves,
    queueName,
    workflowBundle: { codePath: workflowBundle },
    activities: activitiesOf(parts),
  });
  // Schedules are the installation's: a process with task queues of its own has none.
  if (adjustments.queueName === undefined) {
    for (const id of retiredScheduleIds) await retireSchedule(client, id);
    for (const part of parts) {
      for (const schedule of (await part.schedules?.()) ?? []) await ensureSchedule(client, schedule);
    }
  }
  const background = parts.flatMap((part) => part.startBackground?.() ?? []);
  background.push(startBackFills({ chains: parts.map((part) => part.backFills?.() ?? []), logger }));
  const stop = async () => {
    await Promise.all(background.map((one) => one.stop()));
    await workers.stop();
  };
  let stopped: Promise<void> | undefined;
  // A second stop waits for the first: its connection can be closed only once.
  return { ...workers, serves, stop: () => (stopped ??= stop()) };
}

import type { RuntimeProbe } from '../domain/scripts/runtime';
import { contextsOf, type WorkerReport } from '../domain/workers/worker';
import { startPresence } from '../services/workers/presence';
import type { Config } from '../config/config';
import { startBackFills } from '../services/work/back-fill';
import { ensureSchedule } from '../temporal/schedules/ensure-schedule';
import { connectionAccess } from '../temporal/access';
import { retiredScheduleIds, type TaskQueue } from '../temporal/ids';
import { retireSchedule } from '../temporal/schedules/retire-schedule';
import { startWorkers, type RunningWorkers } from '../temporal/workers';
import type { KeylessFoundation } from './keyless-foundation';
import { activitiesOf } from './parts/activities-of';
import type { Part } from './parts/part';

export interface WorkerProcess extends RunningWorkers {
  readonly serves: readonly TaskQueue[];
}

/** Activities that go on and do not end are given up by then; scripts have what their setting says. */
export function workerStopMs({ scriptStopSeconds }: Pick<Config, 'scriptStopSeconds'>): number {
  return Math.max(45_000, scriptStopSeconds * 1_000 + 25_000);
}

/** The working half: task queues of this process, and the schedules that all workers make sure of. */
export async function startWorkerProcess(
  foundation: KeylessFoundation,
  parts: readonly Part[],
  { workflowBundle, serves }: { readonly workflowBundle: string; readonly serves: readonly TaskQueue[] },
): Promise<WorkerProcess> {
  const { client, config, addresses, dataConverter, queueName, adjustments, logger, self, stores } = foundation;
  const workers = await startWorkers({
    address: addresses.temporalAddress,
    namespace: addresses.temporalNamespace,
    dataConverter,
    access: connectionAccess(config),
    serves,
    queueName,
    identity: self.identity,
    scripts: { parallel: config.scriptParallel, stopSeconds: config.scriptStopSeconds },
    workflowBundle: { codePath: workflowBundle },
    activities: activitiesOf(parts),
  });
  // Schedules are the installation's: a process with task queues of its own has none.
  const planning = parts.filter(({ schedules }) => schedules !== undefined);
  if (adjustments.queueName === undefined && planning.length > 0) {
    for (const id of retiredScheduleIds) await retireSchedule(client, id);
    for (const part of planning) {
      for (const schedule of (await part.schedules?.()) ?? []) await ensureSchedule(client, schedule);
    }
  }
  const report = await reportOf(foundation, parts, serves);
  const presence = await startPresence(report, { workers: stores.workers, logger });
  const background = parts.flatMap((part) => part.startBackground?.() ?? []);
  background.push(startBackFills({ chains: parts.map((part) => part.backFills?.() ?? []), logger }));
  const stop = async () => {
    await Promise.all(background.map((one) => one.stop()));
    await workers.stop();
    await presence.stop();
  };
  let stopped: Promise<void> | undefined;
  // A second stop waits for the first: its connection can be closed only once.
  return { ...workers, serves, stop: () => (stopped ??= stop()) };
}

/** Runtimes are looked for only where scripts are run. */
async function reportOf(
  { self, config, contextKeys, ownSecrets }: KeylessFoundation,
  parts: readonly Part[],
  queues: readonly TaskQueue[],
): Promise<WorkerReport> {
  const contexts = contextsOf(queues);
  const runtimes: RuntimeProbe[] = [];
  for (const part of contexts.length === 0 ? [] : parts) runtimes.push(...((await part.runtimes?.()) ?? []));
  return {
    ...self,
    ...{ queues, contexts, runtimes },
    scriptAccount: contexts.length === 0 ? null : (config.scriptAccount ?? self.osUser),
    contextKeys: contextKeys.filter(({ context }) => contexts.includes(context)).map(({ id }) => id),
    ownSecrets: contexts.length === 0 ? [] : await ownSecrets.names(),
  };
}

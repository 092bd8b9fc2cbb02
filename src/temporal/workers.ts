import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { TaskQueue } from './ids';
import type { EngineAddress } from './client';

export interface WorkersOptions extends EngineAddress {
  /** Which queues this process serves; tests give the queues names of their own. */
  readonly serves: readonly TaskQueue[];
  readonly queueName?: (queue: TaskQueue) => string;
  /** What the engine calls this process. */
  readonly identity?: string;
  readonly workflowBundle: { readonly codePath: string };
  /** Scripts at a time from each of their queues, and how long a worker that stops lets them go on. */
  readonly scripts?: { readonly parallel: number; readonly stopSeconds: number };
  /** By queue: what it may run. */
  readonly activities: Readonly<Partial<Record<TaskQueue, object>>>;
}

/**
 * Slots for two cores: raise them only when they are used up while the CPU is idle. What runs on `certloom` holds up to a
 * hundred certificates each, so few at once keep memory flat; it waits for the database and for nobody outside. Waiting
 * for receivers is the delivery queue's.
 */
const slots: Partial<Record<TaskQueue, Partial<WorkerOptions>>> = {
  certloom: {
    maxConcurrentWorkflowTaskExecutions: 80,
    maxConcurrentActivityTaskExecutions: 8,
    maxConcurrentLocalActivityExecutions: 16,
    maxCachedWorkflows: 300,
  },
  scan: { maxConcurrentActivityTaskExecutions: 2 },
  delivery: { maxConcurrentActivityTaskExecutions: 50, maxTaskQueueActivitiesPerSecond: 50 },
};

/** What an ended script takes to be killed and recorded. */
const recordingMs = 15_000;

function scriptSlots({ parallel, stopSeconds }: NonNullable<WorkersOptions['scripts']>): Partial<WorkerOptions> {
  const graceMs = Math.max(1, stopSeconds * 1_000);
  return {
    maxConcurrentActivityTaskExecutions: parallel,
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + recordingMs,
  };
}

export interface RunningWorkers {
  /** `RUNNING`, or what else the worker of a queue is; for readiness. */
  states(): Readonly<Record<string, string>>;
  /** Resolves when all have drained; rejects when one failed. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** Starts one worker a queue on one connection. Only `certloom` loads the workflow code. */
export async function startWorkers(options: WorkersOptions): Promise<RunningWorkers> {
  const {
    address,
    namespace,
    dataConverter,
    access = {},
    serves,
    activities,
    workflowBundle,
    identity,
    scripts = { parallel: 4, stopSeconds: 20 },
    queueName = (queue) => queue,
  } = options;
  const connection = await NativeConnection.connect({ address, ...access });
  try {
    const workers = await Promise.all(
      serves
        .filter((queue) => activities[queue] !== undefined)
        .map(async (queue) => {
          const worker = await Worker.create({
            connection,
            namespace,
            dataConverter,
            taskQueue: queueName(queue),
            activities: activities[queue] ?? {},
            ...(identity === undefined ? {} : { identity }),
            shutdownGraceTime: '20s',
            shutdownForceTime: '30s',
            ...slots[queue],
            ...(queue.startsWith('scripts-') ? scriptSlots(scripts) : {}),
            ...(queue === 'certloom' ? { workflowBundle } : {}),
          });
          return { queue, worker };
        }),
    );
    const running = workers.map(({ worker }) => worker.run());
    const done = Promise.all(running).then(() => undefined);
    // Heard here so that a failure before anybody waits is not an unhandled rejection.
    done.catch(() => undefined);
    return {
      states: () => Object.fromEntries(workers.map(({ queue, worker }) => [queue, worker.getState()])),
      done,
      async stop() {
        for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
        await Promise.allSettled(running);
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

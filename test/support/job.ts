import type { JobExecution, ScheduledJob } from '../../src/domain/jobs/job';
import type { JobExecutionStore } from '../../src/store/jobs/executions';
import type { JobStore } from '../../src/store/jobs/jobs';

/** Scheduled jobs for tests of what works with them. */

export const startedAt = new Date('2030-01-01T00:00:00Z');

export function jobOf(change: Partial<ScheduledJob> = {}): ScheduledJob {
  return {
    ...{ uuid: 'j-1', name: 'nightly', jobType: 'sweep', cron: '30 2 * * *', timeZone: 'UTC', userUuid: 'u-ada' },
    ...{ enabled: true, oneTime: false, system: false, parameters: {}, revision: 1 },
    ...change,
  };
}

export function executionOf(change: Partial<JobExecution> = {}): JobExecution {
  const { uuid, name, jobType, userUuid, oneTime, system } = jobOf();
  return {
    ...{ id: 'e-1', job: { uuid, name, jobType, userUuid, oneTime, system }, trigger: 'schedule', status: 'started' },
    ...{ startedAt, endedAt: null, message: null, result: null, workflowId: 'job:j-1-2030', runId: 'r' },
    ...change,
  };
}

/** One job and its executions, in memory. */
export function jobRows(first: ScheduledJob | undefined = jobOf()) {
  let job: ScheduledJob | undefined = first;
  let running: string | null = null;
  const executions = new Map<string, JobExecution>();
  const told: string[] = [];
  const jobs = {
    find: async (uuid) => (job?.uuid === uuid ? job : undefined),
    async get(uuid) {
      if (job?.uuid !== uuid) throw new Error('not_found');
      return job;
    },
    async take(_uuid, execution) {
      running ??= execution;
      return running === execution;
    },
    async release(_uuid, execution) {
      if (running === execution) running = null;
    },
    running: async () => (running === null ? [] : [{ job: 'j-1', execution: running, since: startedAt }]),
    async disableOneTime() {
      if (job !== undefined) job = { ...job, enabled: false };
    },
    async create(uuid, fields) {
      job = { ...fields, uuid, revision: 1 };
      return job;
    },
    async update(_uuid, _seen, fields) {
      job = { ...job!, ...fields, revision: job!.revision + 1 };
      return job;
    },
    bumpRevision: async (_uuid, seen) => Number(seen) + 1,
    remove: async () => void (job = undefined),
    markScheduled: async () => undefined,
  } satisfies Partial<JobStore>;
  const store = {
    async begin(execution) {
      if (!executions.has(execution.id)) executions.set(execution.id, execution);
    },
    find: async (id) => executions.get(id) ?? null,
    async end(id, end, endedAt) {
      const before = executions.get(id);
      if (before?.status === 'started') executions.set(id, { ...before, ...end, endedAt });
    },
    markTold: async (id) => void told.push(id),
  } satisfies Partial<JobExecutionStore>;
  return { jobs, store, executions, told, job: () => job, running: () => running };
}

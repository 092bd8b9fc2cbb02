import { createHash } from 'node:crypto';
import type { ScheduledJob } from '../../domain/jobs/job';
import { planOf, type SchedulePlan } from '../../domain/jobs/plan';
import { jobCronFault, nextTimes, normalCron, zoneNamed } from '../../domain/jobs/times';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { refuseStale, type SeenRevision } from '../../domain/revision';
import type { Actor } from '../../domain/identity/actor';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { JobStore } from '../../store/jobs/jobs';
import type { ServiceLogger } from '../logger';
import { executionIdOf } from './executions';
import type { JobType, OwnSchedule, UpcomingDiscovery } from './job-type';

export interface JobControlDeps {
  readonly jobs: Pick<JobStore, 'create' | 'get' | 'update' | 'bumpRevision' | 'remove' | 'markScheduled' | 'running'>;
  readonly executions: Pick<JobExecutionStore, 'find'>;
  readonly types: ReadonlyMap<string, JobType>;
  readonly schedules: {
    ensure(jobUuid: string, plan: SchedulePlan, enabled: boolean, insists?: boolean): Promise<void>;
    remove(jobUuid: string): Promise<void>;
    describe(jobUuid: string): Promise<{ readonly nextRuns: readonly Date[] } | null>;
    run(jobUuid: string, request: string, timeoutMs: number): Promise<string>;
  };
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly newId: () => string;
  readonly now: () => Date;
}

export type JobFields = Omit<ScheduledJob, 'uuid' | 'userUuid' | 'system' | 'revision'>;
/** Without `cron` a type that keeps its rule elsewhere is meant. */
export type JobRequest = Omit<JobFields, 'cron'> & { readonly cron?: string | undefined };

/** A job as it is, and as it is to be. */
export interface JobChange {
  readonly before: ScheduledJob;
  readonly fields: JobFields;
}

const noSuchZone = 'there is no such time zone';
const noSuchType = 'there is no such kind of job';
const ownType = 'jobs of this kind are made by the product alone; change the one that is there';
const shownRuns = 3;
const startTimeoutMs = 5_000;

/** What people do with scheduled jobs. The row is what counts; the engine's schedule follows it. */
export function createJobControls(deps: JobControlDeps) {
  const { jobs, types, schedules, now } = deps;

  /** Brings the schedule to what the job says. */
  async function schedule(job: ScheduledJob, insists = false): Promise<void> {
    if (types.get(job.jobType)?.own !== undefined) return jobs.markScheduled(job, null);
    const plan = planOf(job, now());
    await schedules.ensure(job.uuid, plan, job.enabled, insists);
    await jobs.markScheduled(job, plan.kind === 'times' && job.enabled ? plan.refreshAt : null);
  }

  /** The same at once where the engine is there; the housekeeping does what is left. */
  async function scheduled(job: ScheduledJob, insists = false): Promise<ScheduledJob> {
    await schedule(job, insists).catch((error: unknown) =>
      deps.logger.warn({ err: error, job: job.uuid }, 'the schedule of a job is made later'),
    );
    return job;
  }

  async function checked(
    request: JobRequest,
    { before, upcoming }: { readonly before?: ScheduledJob; readonly upcoming?: UpcomingDiscovery | undefined },
  ): Promise<JobFields> {
    const type = types.get(request.jobType);
    const zone = zoneNamed(request.timeZone);
    const cron = request.cron ?? (type?.own === undefined ? undefined : before?.cron);
    const cronFault = cron === undefined ? undefined : jobCronFault(cron);
    const faults: Fault[] = [
      ...(type !== undefined && (type.own === undefined || before?.jobType === type.code)
        ? []
        : [{ pointer: '/jobType', code: 'unknown_job_type', detail: type === undefined ? noSuchType : ownType }]),
      ...(zone === undefined ? [{ pointer: '/timeZone', code: 'wrong_value', detail: noSuchZone }] : []),
      ...(cron === undefined ? [{ pointer: '/cron', code: 'required', detail: 'when does it run?' }] : []),
      ...(cronFault === undefined ? [] : [{ pointer: '/cron', code: 'wrong_value', detail: cronFault }]),
      ...(await faultsOfParameters(type, request.parameters, upcoming)),
    ];
    if (faults.length > 0) throw validationFailed(faults);
    return { ...request, cron: normalCron(cron ?? ''), timeZone: zone ?? request.timeZone };
  }

  return {
    schedule,

    /** With what its type keeps elsewhere. */
    async shown(job: ScheduledJob): Promise<ScheduledJob> {
      const own = types.get(job.jobType)?.own;
      if (own === undefined) return job;
      const [cron, described] = await Promise.all([own.cron(), own.describe().catch(() => null)]);
      return { ...job, cron, enabled: described === null ? job.enabled : !described.paused };
    },

    types: () =>
      [...types.values()].map(({ code, description, system }) => ({
        ...{ jobType: code, description, system: system !== null },
      })),

    /** Throws `validation_failed`; a job of the product is not made by people. */
    async checkNew(request: JobRequest, upcoming?: UpcomingDiscovery): Promise<JobFields> {
      const fields = await checked(request, { upcoming });
      if (types.get(fields.jobType)?.system !== null) {
        throw validationFailed([{ pointer: '/jobType', code: 'wrong_value', detail: ownType }]);
      }
      return fields;
    },

    /** @param fields as `checkNew` gives them */
    async create(fields: JobFields, userUuid: string): Promise<ScheduledJob> {
      return scheduled(await jobs.create(deps.newId(), { ...fields, userUuid, system: false }));
    },

    /** Throws `validation_failed` and `revision_mismatch`. */
    async checkChange(
      uuid: string,
      seen: SeenRevision,
      request: JobRequest,
      upcoming?: UpcomingDiscovery,
    ): Promise<JobChange> {
      const before = await this.shown(await jobs.get(uuid));
      refuseStale(before, seen);
      const own = types.get(before.jobType)?.own;
      const fields = await checked(request, { before, upcoming });
      const fixed = [
        'jobType',
        ...(before.system ? ['name', 'oneTime'] : []),
        // Its rule stands where its type keeps it.
        ...(own === undefined ? [] : ['cron', 'timeZone']),
      ] as (keyof JobFields)[];
      const faults = fixed
        .filter((member) => before[member] !== fields[member])
        .map((member) => ({ pointer: `/${member}`, code: 'wrong_value', detail: fixedDetail(own, member) }));
      if (faults.length > 0) throw validationFailed(faults);
      return { before, fields };
    },

    /** @param change as `checkChange` gives it */
    async update({ before, fields }: JobChange): Promise<ScheduledJob> {
      const own = types.get(before.jobType)?.own;
      const after = await jobs.update(before.uuid, before.revision, fields);
      if (own !== undefined && before.enabled !== after.enabled) await own.setEnabled(after.enabled);
      return scheduled(after);
    },

    /** @param words why, and who says so */
    async setEnabled(uuid: string, enabled: boolean, words?: string): Promise<ScheduledJob> {
      const before = await jobs.get(uuid);
      const own = types.get(before.jobType)?.own;
      const after = before.enabled === enabled ? before : await jobs.update(uuid, before.revision, { enabled });
      if (own === undefined) return scheduled(after, true);
      await own.setEnabled(enabled, words);
      return this.shown(after);
    },

    /** Throws `invalid_state`. */
    refuseRemoval({ system }: ScheduledJob): void {
      if (!system) return;
      throw new CertloomError('invalid_state', 'Jobs of the product cannot be deleted; disable it instead.');
    },

    /** Schedule first: a job without one is made again by the housekeeping, a schedule without a job by nobody. */
    async remove({ uuid, revision }: ScheduledJob): Promise<void> {
      const taken = await jobs.bumpRevision(uuid, revision);
      await schedules.remove(uuid);
      await jobs.remove(uuid, taken);
    },

    /** Throws `job_running`. */
    async runNow(
      { uuid, jobType }: ScheduledJob,
      request: string,
      actor: Actor,
    ): Promise<{ workflowId: string; executionId: string }> {
      const digest = createHash('sha256').update(request).digest('base64url');
      const [running] = await jobs.running(uuid);
      const execution = running === undefined ? null : await deps.executions.find(running.execution);
      const wanted = `:${digest}`;
      if (execution !== null && execution.status === 'started' && !execution.workflowId.endsWith(wanted)) {
        throw new CertloomError('job_running', 'A run of this job is under way, and runs of one job do not overlap.', {
          extra: { workflowId: execution.workflowId },
        });
      }
      const own = types.get(jobType)?.own;
      const workflowId = await (own === undefined
        ? schedules.run(uuid, digest, startTimeoutMs)
        : own.run(digest, actor));
      return { workflowId, executionId: executionIdOf(workflowId) };
    },

    /** As the engine has them; computed while it is away. */
    async nextRuns(job: ScheduledJob): Promise<readonly Date[]> {
      if (!job.enabled) return [];
      const own = types.get(job.jobType)?.own;
      const described = await (own === undefined ? schedules.describe(job.uuid) : own.describe()).catch(() => null);
      if (described === null || described.nextRuns.length === 0) return this.computedRuns(job);
      return described.nextRuns.slice(0, shownRuns);
    },

    /** Throws `validation_failed` for a rule or a zone that a job could not have; pointers name parameters of a query. */
    timesOf(cron: string, timeZone: string, count: number) {
      const zone = zoneNamed(timeZone);
      const cronFault = jobCronFault(cron);
      const wrong = (name: string, detail: string): Fault => ({
        pointer: `/query/${name}`,
        code: 'wrong_value',
        detail,
      });
      const faults = [
        ...(zone === undefined ? [wrong('timeZone', noSuchZone)] : []),
        ...(cronFault === undefined ? [] : [wrong('cron', cronFault)]),
      ];
      if (zone === undefined || faults.length > 0) throw validationFailed(faults);
      return { timeZone: zone, nextRuns: nextTimes(cron, zone, now(), count) };
    },

    computedRuns: (job: ScheduledJob): readonly Date[] =>
      job.enabled ? nextTimes(job.cron, job.timeZone, now(), job.oneTime ? 1 : shownRuns) : [],
  };
}

export type JobControls = ReturnType<typeof createJobControls>;

function fixedDetail(own: OwnSchedule | undefined, member: keyof JobFields): string {
  return own !== undefined && (member === 'cron' || member === 'timeZone') ? own.cronDetail : 'this cannot be changed';
}

async function faultsOfParameters(
  type: JobType | undefined,
  parameters: ScheduledJob['parameters'],
  upcoming: UpcomingDiscovery | undefined,
): Promise<readonly Fault[]> {
  if (type?.check !== undefined) {
    return (await type.check(parameters, upcoming)).map((fault) => ({
      ...fault,
      pointer: `/parameters${fault.pointer}`,
    }));
  }
  return Object.keys(parameters).map((name) => ({
    ...{ pointer: `/parameters/${name}`, code: 'unknown_field', detail: 'jobs of this kind take no such parameter' },
  }));
}

import { recordedFiringSubject, type FiringSubject } from '../../domain/firings/subject';
import { systemActor, type Actor } from '../../domain/identity/actor';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { EventSettingsStore } from '../../store/triggers/event-settings';
import type { JobExecution } from '../../domain/jobs/job';
import type { JobStore } from '../../store/jobs/jobs';
import { defineSubjectSource, type SubjectSource } from '../firings/subject-sources';
import type { ObjectOccurrence } from '../firings/object-firings';

export interface JobOccurrenceDeps {
  readonly executions: Pick<JobExecutionStore, 'find'>;
  readonly settings: Pick<EventSettingsStore, 'find'>;
  readonly nameOf: (userUuid: string) => Promise<string | null>;
}

/** What `scheduled_job_finished` happens to: one occurrence an execution that has ended. */
export function createJobOccurrence({ executions, settings, nameOf }: JobOccurrenceDeps) {
  return async (executionId: string): Promise<ObjectOccurrence | null> => {
    const execution = await executions.find(executionId);
    if (execution === null || execution.endedAt === null) return null;
    const { job, status, message, endedAt } = execution;
    return {
      key: `${job.uuid}.${executionId}`,
      occurredAt: endedAt,
      actor: await actorOf(job.userUuid),
      subject: subjectOf(job),
      payload: { ...payloadOf(job), status, jobMessage: message },
      ...(job.system ? { recordsWithoutTriggers: await isAskedFor() } : {}),
    };
  };

  /** Jobs of the product are recorded without a trigger only where somebody has written the setting. */
  async function isAskedFor(): Promise<boolean> {
    const { revision, recordWithoutTriggers } = await settings.find('scheduled_job_finished');
    return revision > 0 && recordWithoutTriggers;
  }

  async function actorOf(userUuid: string | null): Promise<Actor> {
    if (userUuid === null) return systemActor;
    return { type: 'user', uuid: userUuid, name: (await nameOf(userUuid)) ?? userUuid };
  }
}

export type JobOccurrence = ReturnType<typeof createJobOccurrence>;

type JobFacts = JobExecution['job'];

interface JobSubject extends FiringSubject {
  readonly job: JobFacts;
}

/** Jobs as they are now, for dry runs and replays. */
export function jobSubjects(jobs: Pick<JobStore, 'byIds'>): SubjectSource {
  return defineSubjectSource<JobSubject>({
    resource: 'jobs',
    permission: 'scheduled-jobs:read',
    async findMany(uuids) {
      return new Map((await jobs.byIds(uuids)).map((job) => [job.uuid, { ...subjectOf(job), job }]));
    },
    payload: ({ subject: { job } }) => payloadOf(job),
  });
}

function payloadOf({ name, jobType, userUuid }: JobFacts) {
  return { jobName: name, jobType, userUuid };
}

function subjectOf({ uuid, name, jobType, userUuid, oneTime, system }: JobFacts): FiringSubject {
  return recordedFiringSubject({
    ...{ resource: 'jobs', uuid, name, owner: userUuid },
    values: {
      SCHEDULED_JOB_NAME: name,
      SCHEDULED_JOB_ONE_TIME: oneTime,
      SCHEDULED_JOB_SYSTEM: system,
      SCHEDULED_JOB_CLASS_NAME: jobType,
    },
  });
}

import { recordedFiringSubject } from '../../domain/firings/subject';
import { systemActor, type Actor } from '../../domain/identity/actor';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { EventSettingsStore } from '../../store/triggers/event-settings';
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
    const { job, status, endedAt } = execution;
    return {
      key: `${job.uuid}.${executionId}`,
      occurredAt: endedAt,
      actor: await actorOf(job.userUuid),
      subject: recordedFiringSubject({
        resource: 'jobs',
        uuid: job.uuid,
        name: job.name,
        owner: job.userUuid,
        values: {
          SCHEDULED_JOB_NAME: job.name,
          SCHEDULED_JOB_ONE_TIME: job.oneTime,
          SCHEDULED_JOB_SYSTEM: job.system,
          SCHEDULED_JOB_CLASS_NAME: job.jobType,
        },
      }),
      payload: { jobName: job.name, jobType: job.jobType, status, userUuid: job.userUuid },
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

import type { JobStore } from '../../store/jobs/jobs';
import type { JobType } from './job-type';

/** Makes the job of each type of the product where there is none. */
export async function ensureSystemJobs(jobs: Pick<JobStore, 'ensure'>, types: Iterable<JobType>): Promise<void> {
  for (const { code, system } of types) {
    if (system === null) continue;
    await jobs.ensure(system.uuid, {
      ...{ name: system.name, jobType: code, cron: system.cron, timeZone: 'UTC', userUuid: null },
      ...{ enabled: true, oneTime: false, system: true, parameters: {} },
    });
  }
}

import type { JobType } from '../jobs/job-type';
import type { HistoryRetention } from './retention';

export interface RetentionJobDeps {
  readonly retention: HistoryRetention;
  readonly now: () => Date;
}

/** Deletes once a day what the event history has kept for long enough. What is deleted is not found again by a later attempt. */
export function createRetentionJob({ retention, now }: RetentionJobDeps): JobType {
  return {
    code: 'retention',
    description: 'Deletes firings that are older than their retention, with their deliveries.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b5', name: 'retention', cron: '10 2 * * *' },
    async run({ signal }) {
      const { firings, deliveries } = await retention.run(now(), () => signal.aborted);
      signal.throwIfAborted();
      return { status: 'succeeded', message: null, result: { firings, deliveries } };
    },
  };
}

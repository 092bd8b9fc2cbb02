import type { JobType } from '../jobs/job-type';
import type { OperationRetention } from '../operations/retention';
import type { ScriptRunRetention } from '../scripts/retention';
import type { HistoryRetention } from './retention';

export interface RetentionJobDeps {
  readonly retention: HistoryRetention;
  readonly operations: OperationRetention;
  readonly scriptRuns: ScriptRunRetention;
  readonly now: () => Date;
}

/**
 * Deletes once a day what event history, operations and runs of scripts have kept for long enough. What is deleted is not
 * found again by a later attempt.
 */
export function createRetentionJob({ retention, operations, scriptRuns, now }: RetentionJobDeps): JobType {
  return {
    code: 'retention',
    description:
      'Deletes firings, operations and runs of scripts that are older than their retention, with all that hangs on them.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b5', name: 'retention', cron: '10 2 * * *' },
    async run({ signal }) {
      const isOver = () => signal.aborted;
      const { firings, deliveries } = await retention.run(now(), isOver);
      const removed = await operations.run(now(), isOver);
      const runs = await scriptRuns.run(now(), isOver);
      signal.throwIfAborted();
      return {
        status: 'succeeded',
        message: null,
        result: { firings, deliveries, operations: removed, scriptRuns: runs },
      };
    },
  };
}

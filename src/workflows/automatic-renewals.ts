import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { RenewalActivities } from '../activities/operations';
import { renewalsInWords, type RenewalRun, type RenewalSummary } from '../temporal/messages/operations';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';

/** Starts the renewals that are due after a scan. Each is an operation with a run of its own, and is not waited for. */
export async function automaticRenewals({ scanId }: RenewalRun): Promise<RenewalSummary> {
  const { startRenewals } = proxyActivities<RenewalActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout: '1h',
    scheduleToCloseTimeout: '2h',
    heartbeatTimeout: '1m',
    retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
  const summary = await startRenewals(scanId);
  sayInWords(renewalsInWords(summary));
  return summary;
}

import { createExpirationSchedule, type ExpirationSchedule } from '../../temporal/schedules/expiration-schedule';
import { scanWorkflowId, scheduleIds } from '../../temporal/ids';
import type { Foundation } from '../foundation';

/** The schedule of this installation's scan. With task queues of its own it has a schedule of its own too. */
export function expirationScheduleOf({
  client,
  stores,
  queueName,
  adjustments,
}: Pick<Foundation, 'client' | 'stores' | 'queueName' | 'adjustments'>): ExpirationSchedule {
  const own = queueName('certloom');
  return createExpirationSchedule(client, {
    queueName,
    ids:
      adjustments.queueName === undefined
        ? { scheduleId: scheduleIds.expirationScan, workflowId: scanWorkflowId }
        : { scheduleId: `${scheduleIds.expirationScan}-${own}`, workflowId: `${scanWorkflowId}:${own}` },
    cron: async () => (await stores.settings.read()).values.expirationScan.cron,
  });
}

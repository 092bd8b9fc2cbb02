import type { Alert } from '../../domain/alerts/alert';
import type { AlertStore } from '../../store/alerts/alerts';
import type { AlertLedgerStore } from '../../store/alerts/ledger';
import type { AlertRunStore } from '../../store/alerts/runs';
import type { RunFate } from '../jobs/care';
import type { ServiceLogger } from '../logger';

export interface AlertCareDeps {
  readonly alerts: Pick<AlertStore, 'all' | 'unscheduled'>;
  readonly runs: Pick<AlertRunStore, 'underWay' | 'end' | 'removeOlder'>;
  readonly ledger: Pick<AlertLedgerStore, 'removeOf'>;
  readonly fateOf: (workflowId: string) => Promise<RunFate>;
  readonly schedule: (alert: Alert) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
}

const patienceMs = 30_000;
const atOnce = 100;
const keptMs = 365 * 86_400_000;

/** Compares what the rows say with what the engine has. */
export function createAlertCare({ alerts, runs, ledger, fateOf, schedule, logger, now }: AlertCareDeps) {
  const each = async <T>(items: readonly T[], message: string, work: (item: T) => Promise<void>) => {
    for (const item of items) await work(item).catch((error: unknown) => logger.warn({ err: error }, message));
  };

  return {
    /** Makes the schedules that are not what their alerts say, and gives times to those that run out of them. */
    async reschedule(all = false): Promise<void> {
      const wanted = await (all ? alerts.all() : alerts.unscheduled(now()));
      await each(wanted, 'the schedule of an alert could not be made', schedule);
    },

    /** Ends the records of runs that the engine no longer has: what they had claimed is free for the next run. */
    async tidy(at: Date): Promise<void> {
      const open = await runs.underWay(new Date(at.getTime() - patienceMs), atOnce);
      await each(open, 'a run of an alert could not be looked at', async ({ id, workflowId }) => {
        const fate = await fateOf(workflowId);
        if (fate === 'running') return;
        const message = fate === 'gone' ? 'The run is no longer known to Temporal.' : `The run was ${fate}.`;
        // A test that was to leave no trace had rows of its own.
        await ledger.removeOf(id);
        await runs.end(id, { status: 'failed', message }, at);
      });
      await runs.removeOlder(new Date(at.getTime() - keptMs));
    },
  };
}

import { ScheduleNotFoundError, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { CertloomError } from '../../domain/problem';
import type { TaskQueue } from '../ids';
import { ensureSchedule } from './ensure-schedule';
import { expirationScanSchedule, type ScanIds } from './expiration-scan';

/** A run that the schedule started. */
export interface ScheduledRun {
  readonly workflowId: string;
  readonly runId: string;
}

/** The schedule of the expiration scan as the engine has it. */
export interface ScheduleState {
  readonly paused: boolean;
  readonly note: string | null;
  /** The next ones first; empty while none is planned. */
  readonly nextRuns: readonly Date[];
  readonly lastRun: (ScheduledRun & { readonly scheduledAt: Date; readonly startedAt: Date }) | null;
  readonly running: readonly ScheduledRun[];
}

export interface ExpirationScheduleOptions {
  readonly queueName: (queue: TaskQueue) => string;
  readonly ids: ScanIds;
  /** The cron text of the settings. */
  readonly cron: () => Promise<string>;
}

const shownRuns = 5;

/**
 * Looks at the schedule of the scan and moves it. A schedule that is gone is made again by every call that needs it.
 * Faults of the engine are thrown as they are.
 */
export function createExpirationSchedule(client: Client, { queueName, ids, cron }: ExpirationScheduleOptions) {
  const handle = client.schedule.getHandle(ids.scheduleId);
  const ensure = async (expression?: string) =>
    ensureSchedule(client, expirationScanSchedule(queueName, expression ?? (await cron()), ids));

  /** Once more after the schedule was made again; then 503, since somebody keeps taking it away. */
  async function insisting(work: () => Promise<void>): Promise<void> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    }
    await ensure();
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
      throw new CertloomError('engine_unavailable', 'The schedule of the expiration scan cannot be found in Temporal.');
    }
  }

  return {
    /** Null: there is no such schedule. */
    async describe(): Promise<ScheduleState | null> {
      try {
        const { state, info } = await handle.describe();
        const last = info.recentActions.at(-1);
        return {
          paused: state.paused,
          note: state.note === undefined || state.note === '' ? null : state.note,
          nextRuns: state.paused ? [] : info.nextActionTimes.slice(0, shownRuns),
          lastRun:
            last === undefined
              ? null
              : { ...runOf(last.action.workflow), scheduledAt: last.scheduledAt, startedAt: last.takenAt },
          running: info.runningActions.map(({ workflow }) => runOf(workflow)),
        };
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return null;
        throw error;
      }
    },

    /** Starts a scan now; while one is running nothing happens. Works on a paused schedule too. */
    run: (): Promise<void> => insisting(() => handle.trigger(ScheduleOverlapPolicy.SKIP)),

    pause: (note: string): Promise<void> => insisting(() => handle.pause(note)),
    resume: (note: string): Promise<void> => insisting(() => handle.unpause(note)),

    /** The settings have another cron text; pause and note stay as they are. */
    setCron: (expression: string): Promise<void> => ensure(expression),
  };
}

export type ExpirationSchedule = ReturnType<typeof createExpirationSchedule>;

function runOf({ workflowId, firstExecutionRunId }: { workflowId: string; firstExecutionRunId: string }): ScheduledRun {
  return { workflowId, runId: firstExecutionRunId };
}

import type { OwnSchedule, JobType } from './job-type';

/** Fixed: rows of its executions and event history name it. */
export const expirationScanJob = '00000000-0000-4000-8000-0000000000b1';

export interface ExpirationScanJobDeps {
  readonly cron: () => Promise<string>;
  readonly schedule: {
    describe(): Promise<{ readonly paused: boolean; readonly nextRuns: readonly Date[] } | null>;
    pause(note: string): Promise<void>;
    resume(note: string): Promise<void>;
  };
  /** Starts a scan under an id of its own, which it returns. */
  readonly start: OwnSchedule['run'];
}

/** The hourly scan as a job of the product: its workflow and schedule are its own, older than jobs. */
export function createExpirationScanJob({ cron, schedule, start }: ExpirationScanJobDeps): JobType {
  const own: OwnSchedule = {
    cron,
    run: start,
    setEnabled: (enabled, words) =>
      enabled ? schedule.resume(words ?? 'resumed as a job') : schedule.pause(words ?? 'paused as a job'),
    describe: () => schedule.describe(),
    cronDetail: 'the setting expirationScan.cron says when the scan runs; change it in the settings',
  };
  return {
    code: 'expirationScan',
    description: 'Looks for certificates that near their end, and fires certificate_expiring.',
    system: { uuid: expirationScanJob, name: 'expiration scan', cron: '7 * * * *' },
    own,
  };
}

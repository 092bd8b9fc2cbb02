import type { JobCarrier } from '../services/jobs/carrier';
import type { ExpirationScan } from '../services/expiration/scan';
import type { ScanState, ScanStep } from '../temporal/messages/expiration';
import { currentRun } from './current-run';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** The hourly scan as activities; a second attempt goes on where the first was. */
export function createExpirationScanActivities(scan: ExpirationScan, job: JobCarrier) {
  const guarded = guardedBy('the expiration scan met a fault');

  return {
    beginScan: (engineTime: string): Promise<ScanState> =>
      guarded(async () => {
        await job.begun(currentRun());
        return scan.beginScan(engineTime, currentRun());
      }),

    scanStretch: (given: ScanState): Promise<ScanStep> =>
      guarded(() => scan.scanStretch(lastProgress(given), currentWork())),

    endScan: (state: ScanState): Promise<void> =>
      guarded(async () => {
        await scan.endScan(state);
        await job.ended(currentRun(), { status: 'succeeded', message: null, result: { ...state.counts } });
      }),

    failScan: (scanId: string, message: string): Promise<void> =>
      guarded(async () => {
        await scan.failScan(scanId, message);
        await job.ended(currentRun(), { status: 'failed', message, result: null });
      }),
  };
}

export type ExpirationScanActivities = ReturnType<typeof createExpirationScanActivities>;

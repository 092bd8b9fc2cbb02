import type { ExpirationScan } from '../services/expiration/scan';
import type { ScanState, ScanStep } from '../temporal/messages/expiration';
import { currentRun } from './current-run';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** The hourly scan as activities; a second attempt goes on where the first was. */
export function createExpirationScanActivities(scan: ExpirationScan) {
  const guarded = guardedBy('the expiration scan met a fault');

  return {
    beginScan: (engineTime: string): Promise<ScanState> => guarded(() => scan.beginScan(engineTime, currentRun())),

    scanStretch: (given: ScanState): Promise<ScanStep> =>
      guarded(() => scan.scanStretch(lastProgress(given), currentWork())),

    endScan: (state: ScanState): Promise<void> => guarded(() => scan.endScan(state)),

    failScan: (scanId: string, message: string): Promise<void> => guarded(() => scan.failScan(scanId, message)),
  };
}

export type ExpirationScanActivities = ReturnType<typeof createExpirationScanActivities>;

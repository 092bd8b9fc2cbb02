import type { DigestAssembly } from '../services/notifications/digest-assembly';
import type { DigestState, DigestStep } from '../temporal/messages/expiration';
import { currentWork, lastProgress } from './current-work';
import { guardedBy } from './guarded';

/** The digests of a scan as activities; a second attempt goes on where the first was. */
export function createExpirationDigestActivities(digests: DigestAssembly) {
  const guarded = guardedBy('writing digests met a fault');

  return {
    noteBatch: (batchId: string, scanId: string): Promise<void> => guarded(() => digests.noteBatch(batchId, scanId)),

    isFollowed: (issuer: string): Promise<boolean> => guarded(() => digests.isFollowed(issuer)),

    openedBatches: (scanId: string): Promise<number> => guarded(() => digests.openedBatches(scanId)),

    assembleDigests: (given: DigestState): Promise<DigestStep> =>
      guarded(() => digests.assembleStretch(lastProgress(given), currentWork())),
  };
}

export type ExpirationDigestActivities = ReturnType<typeof createExpirationDigestActivities>;

import type { CandidateCursor, ExpirationCandidates } from '../../store/expiration/candidates';
import type { JobType } from '../jobs/job-type';
import type { createReplacementDetection } from './detection';

export interface DetectionJobDeps {
  readonly candidates: Pick<ExpirationCandidates, 'page'>;
  readonly detection: Pick<ReturnType<typeof createReplacementDetection>, 'detectFor'>;
  readonly now: () => Date;
}

/** What ends later needs no replacement yet; the inventory is read a month at a time where it is empty. */
const horizonMs = 50 * 365 * 86_400_000;
const noParts: ReadonlySet<never> = new Set();

/**
 * Looks for replacements of every certificate that ends within fifty years. An upload and a scan each look for those
 * that they meet; this one finds what a change of rules or of RA profiles has made a replacement since.
 */
export function createDetectionJob({ candidates, detection, now }: DetectionJobDeps): JobType {
  return {
    code: 'replacementDetection',
    description: 'Looks for replacements of all certificates that have not ended.',
    system: { uuid: '00000000-0000-4000-8000-0000000000b2', name: 'replacement detection', cron: '40 3 * * *' },
    async run({ signal }) {
      let cursor: CandidateCursor | null = null;
      const counts = { examined: 0, replaced: 0 };
      const from = now();
      const until = new Date(from.getTime() + horizonMs);
      for (;;) {
        signal.throwIfAborted();
        const { certificates, next } = await candidates.page(from, until, cursor, noParts);
        const replaced = await detection.detectFor(certificates.map(({ uuid }) => uuid));
        counts.examined += certificates.length;
        counts.replaced += replaced.length;
        if (next === null) break;
        cursor = next;
      }
      return { status: 'succeeded', message: null, result: counts };
    },
  };
}

import type { ReplacementKeyGaps } from '../../store/certificates/replacement-key-gaps';
import { fillPages, type BackFillWork } from '../work/back-fill';

const pageSize = 200;

export interface KeyFillDeps {
  readonly gaps: ReplacementKeyGaps;
  /** Lets the next scan look for the replacements of all that is due, also of what it looked at a short time ago. */
  readonly forgetChecks: () => Promise<void>;
  readonly now: () => Date;
}

/**
 * Gives replacement keys to certificates that were stored without. May be broken off and begun again, and done by
 * several processes at once: each write counts only where the keys are still missing.
 */
export function replacementKeyFill({ gaps, forgetChecks, now }: KeyFillDeps): BackFillWork {
  return {
    done: 'certificates of an earlier release got replacement keys',
    async run(context) {
      const filled = await fillPages(
        () => gaps.page(pageSize),
        (rows) => gaps.fill(rows, now()),
        context,
      );
      if (filled > 0) await forgetChecks();
    },
  };
}

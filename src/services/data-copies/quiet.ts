import type { ProcessDocument } from '../../store/database/processes';

/** Longer than the product takes a silent process for alive. */
const silenceMs = 12_000;

export interface QuietDeps {
  readonly processes: () => Promise<readonly Pick<ProcessDocument, '_id' | 'renewedAt' | 'stoppedAt'>[]>;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
}

/**
 * Tells whether processes of the product are at work at a database: those that have not ended in order, and have shown
 * themselves lately. Clocks of machines do not matter, because only changes are looked at.
 */
export function createQuietWatch({ processes, clock }: QuietDeps) {
  const seen = new Map<string, { readonly renewedAt: number; readonly since: number }>();
  return {
    /** How many may be at work; of one that was never seen to change this is known after a while only. */
    async living(): Promise<number> {
      const at = clock();
      const open = (await processes()).filter(({ stoppedAt }) => stoppedAt === undefined);
      let living = 0;
      for (const { _id, renewedAt } of open) {
        const moment = renewedAt.getTime();
        const before = seen.get(_id);
        if (before?.renewedAt !== moment) seen.set(_id, { renewedAt: moment, since: at });
        if (before === undefined || before.renewedAt !== moment || at - before.since < silenceMs) living += 1;
      }
      return living;
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';

/** About two minutes in all: a database that is away longer ends the process or is noticed elsewhere. */
const waitsMs = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000];

export interface InsistentDeps {
  /** The first fault of each work; those of later attempts say nothing new. */
  readonly onFault: (error: unknown) => void;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Does work that nobody waits for, and does it again after a fault, some times and ever later. It must come to the same
 * end when it is done twice. What the process leaves undone at its end, somebody else has to find.
 */
export function createInsistent({
  onFault,
  wait = (ms) => sleep(ms, undefined, { ref: false }),
}: InsistentDeps): (work: () => Promise<void>) => void {
  async function insist(work: () => Promise<void>): Promise<void> {
    for (const [attempt, waitMs] of [...waitsMs, 0].entries()) {
      try {
        return await work();
      } catch (error) {
        if (attempt === 0) onFault(error);
        await wait(waitMs);
      }
    }
  }
  return (work) => void insist(work);
}

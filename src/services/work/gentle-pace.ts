import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export interface GentlePace {
  /** Called between pieces of work: lets others have their turn, and rests about as long as was worked. */
  rest(): Promise<void>;
}

/** Pieces of work that together are shorter than this are done in one go. */
const sliceMs = 8;
const longestRestMs = 1_000;

/**
 * The pace of large work that nobody waits for, in a process that answers callers too: half of the time belongs to
 * them, of this process and of the database that both write to.
 */
export function createGentlePace(
  steadyClock: () => number = () => performance.now(),
  pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
): GentlePace {
  let since = steadyClock();
  return {
    async rest() {
      const worked = steadyClock() - since;
      if (worked < sliceMs) return;
      await nextTurn();
      await pause(Math.min(longestRestMs, worked));
      since = steadyClock();
    },
  };
}

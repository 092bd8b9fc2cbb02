import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest that others of this process wait while one piece of work follows another. */
const sliceMs = 20;

export interface Turns {
  /** Others have waited long enough. */
  isDue(): boolean;
  /** Gives others their turn when it is due; asks the clock and no more when it is not. */
  give(): Promise<void>;
}

/** For loops over what may be large: asked after each piece, so that a process which computes goes on to answer. */
export function createTurns(steadyClock: () => number = () => performance.now()): Turns {
  let since = steadyClock();
  const isDue = () => steadyClock() - since >= sliceMs;
  return {
    isDue,
    async give() {
      if (!isDue()) return;
      await nextTurn();
      since = steadyClock();
    },
  };
}

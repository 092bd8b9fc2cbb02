import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

export interface GentlePace {
  /** Called between pieces of work: lets others have their turn, and rests about as long as was worked. */
  rest(): Promise<void>;
}

/** Pieces of work that together are shorter than this are done in one go. */
const sliceMs = 8;
const longestRestMs = 1_000;
/** What takes more than this in all is slow anyway. */
const longWorkMs = 1_000;

/**
 * The pace of large work that nobody waits for, in a process that answers callers too: half of the time belongs to
 * them, of this process and of the database that both ask.
 * @param longRest once it has worked for a second, it rests this many times as long as it works
 */
export function createGentlePace(
  steadyClock: () => number = () => performance.now(),
  pause: (ms: number) => Promise<unknown> = (ms) => sleep(ms),
  longRest = 1,
): GentlePace {
  let since = steadyClock();
  let total = 0;
  return {
    async rest() {
      const worked = steadyClock() - since;
      if (worked < sliceMs) return;
      await nextTurn();
      total += worked;
      await pause(Math.min(longestRestMs, total > longWorkMs ? longRest * worked : worked));
      since = steadyClock();
    },
  };
}

/** For reading everything while somebody waits for nothing but a number of it: what people do meanwhile goes first. */
export function createPatientPace(): GentlePace {
  return createGentlePace(undefined, undefined, 3);
}

import type { ServiceLogger } from '../logger';
import type { Listener } from './listener';

/** Also without a word of a change: a notice may be lost with the process that should have written it. */
const everyMs = 300_000;
const atOnce = 20;

export interface RightsDeps<L extends Listener> {
  readonly listeners: () => readonly L[];
  readonly forgetCallers: () => void;
  readonly end: (listener: L) => void;
  readonly logger: ServiceLogger;
  readonly now: () => Date;
}

/** Looks whether those who listen may still do so, and as what: a stream would outlive its key otherwise. */
export function createRights<L extends Listener>({ listeners, forgetCallers, end, logger, now }: RightsDeps<L>) {
  let isRunning = false;
  let isAsked = false;
  let nextLook = now().getTime() + everyMs;

  async function lookAt(listener: L): Promise<void> {
    try {
      if (!(await listener.isStillGood())) end(listener);
    } catch (error) {
      // Not known is no reason to end it: the next look is not far.
      logger.warn({ err: error }, 'the rights behind a stream could not be looked at');
      nextLook = Math.min(nextLook, now().getTime() + 5_000);
    }
  }

  async function look(): Promise<void> {
    while (isAsked) {
      isAsked = false;
      nextLook = now().getTime() + everyMs;
      forgetCallers();
      const all = listeners();
      for (let from = 0; from < all.length; from += atOnce) {
        await Promise.all(all.slice(from, from + atOnce).map(lookAt));
      }
    }
  }

  function lookAgain(): void {
    isAsked = true;
    if (isRunning) return;
    isRunning = true;
    void look().finally(() => {
      isRunning = false;
    });
  }

  return {
    /** Something was changed that decides who may what. */
    lookAgain,
    /** Called now and then. */
    tick(): void {
      if (now().getTime() >= nextLook) lookAgain();
    },
  };
}

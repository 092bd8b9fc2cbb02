import { CertloomError } from '../../domain/problem';

export interface GateOptions {
  /** Pieces of work that are done at the same time. */
  readonly atOnce: number;
  /** Those that may wait; who comes then is sent away. */
  readonly waiting: number;
  /** Longest that one waits. */
  readonly waitMs: number;
}

/** Does work when its turn comes. Rejects with `overloaded` where too many wait, or waited too long, unless it must wait. */
export type Gate = <T>(work: () => Promise<T>, options?: { readonly mustWait?: boolean }) => Promise<T>;

/** Of reads that go through much of the inventory: what they hold in memory is a few pages, however many people ask. */
export const readGate: GateOptions = { atOnce: 4, waiting: 32, waitMs: 10_000 };

/** A bounded gate in front of work that is expensive: so much at once, so many in the order in which they came. */
export function createGate({ atOnce, waiting, waitMs }: GateOptions): Gate {
  const queue: (() => void)[] = [];
  let running = 0;

  async function enter(mustWait: boolean): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (mustWait) return new Promise((resolve) => void queue.push(resolve));
    if (queue.length >= waiting) throw overloaded();
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(turn), 1);
        reject(overloaded());
      }, waitMs);
      queue.push(turn);
    });
  }

  return async (work, { mustWait = false } = {}) => {
    await enter(mustWait);
    try {
      return await work();
    } finally {
      // Whoever is next takes the place, which is never free in between.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

function overloaded(): CertloomError {
  return new CertloomError('overloaded', 'Too many lists and searches are being read; try again shortly.', {
    retryAfterSeconds: 2,
  });
}

import type { Resident } from './resident';

/** Processes that wait for a run that has not been asked for yet: one for each key. */
export interface Spares {
  /** The one that waits, or is about to; undefined when there is none. It is the caller's from now on. */
  take(key: string): Promise<Resident | undefined>;
  /** Has one started, unless there is one. */
  fill(key: string, start: () => Promise<Resident>): void;
  /** Ends all. Those that are taken are none of them any more. */
  drop(): Promise<void>;
}

export interface SparesOptions {
  /** After this long without a run it ends. */
  readonly idleMs: number;
  /** After a failed start none is tried for so long. */
  readonly pauseMs: number;
  onFault(message: string): void;
}

interface Spare {
  readonly starting: Promise<Resident | undefined>;
  timer?: NodeJS.Timeout;
}

export function createSpares({ idleMs, pauseMs, onFault }: SparesOptions): Spares {
  const spares = new Map<string, Spare>();
  const pausedUntil = new Map<string, number>();
  const remove = (key: string, spare: Spare): boolean => {
    if (spares.get(key) !== spare) return false;
    clearTimeout(spare.timer);
    return spares.delete(key);
  };
  return {
    async take(key) {
      const spare = spares.get(key);
      if (spare === undefined) return undefined;
      remove(key, spare);
      const resident = await spare.starting;
      if (resident?.isAlive() !== true) {
        await resident?.end();
        return undefined;
      }
      return resident;
    },
    fill(key, start) {
      if (spares.has(key) || (pausedUntil.get(key) ?? 0) > Date.now()) return;
      const starting = start().catch((error: unknown) => {
        pausedUntil.set(key, Date.now() + pauseMs);
        onFault(error instanceof Error ? error.message : String(error));
        return undefined;
      });
      const spare: Spare = { starting };
      spares.set(key, spare);
      void starting.then((resident) => {
        if (spares.get(key) !== spare) return;
        if (resident === undefined) return void remove(key, spare);
        const end = () => void (remove(key, spare) && resident.end());
        spare.timer = setTimeout(end, idleMs);
        spare.timer.unref();
        void resident.exited.then(end);
      });
    },
    async drop() {
      const all = [...spares];
      await Promise.all(
        all.map(async ([key, spare]) => {
          remove(key, spare);
          await (await spare.starting)?.end();
        }),
      );
    },
  };
}

import type { Resident } from './resident';

/** When a warm process has served long enough. */
export interface WarmLimits {
  readonly runs: number;
  /** Private memory in bytes. */
  readonly memory: number;
  readonly idleMs: number;
  /** How long a run waits for its process, which serves another one, before it takes one of its own. */
  readonly patienceMs: number;
}
export const warmLimits: WarmLimits = {
  runs: 300,
  memory: 400 * 1024 * 1024,
  idleMs: 10 * 60_000,
  patienceMs: 1_000,
};

/** Processes that serve run after run: one for each key. */
export interface WarmProcesses {
  /**
   * The process of this key, for one run; undefined when it has none to spare.
   * @param start called when the key has no process yet
   */
  take(key: string, start: () => Promise<Resident>, signal: AbortSignal): Promise<Resident | undefined>;
  /** Gives it back. @param isFit false when it must not serve another run */
  giveBack(key: string, resident: Resident, isFit: boolean): Promise<void>;
  drop(): Promise<void>;
}

interface Warm {
  readonly key: string;
  resident?: Resident;
  /** Resolves once its start has come to something. */
  started: Promise<unknown>;
  runs: number;
  isBusy: boolean;
  idleSince: number;
  measuredAt: number;
  timer?: NodeJS.Timeout;
  /** Runs that wait for it, the first one first. */
  readonly queue: ((resident: Resident | undefined) => void)[];
}

/** Measuring takes longer than many a run. */
const measureEveryMs = 500;

/** @param most processes at once; the one that has been idle for longest makes room for another */
export function createWarmProcesses(most: number, limits: WarmLimits, now: () => number = Date.now): WarmProcesses {
  const all = new Map<string, Warm>();

  const forget = (warm: Warm): void => {
    clearTimeout(warm.timer);
    if (all.get(warm.key) === warm) all.delete(warm.key);
    // Whoever waits looks again: one of them starts the next process.
    for (const wake of warm.queue.splice(0)) wake(undefined);
  };
  const isWornOut = async (warm: Warm, resident: Resident): Promise<boolean> => {
    if (warm.runs >= limits.runs) return true;
    if (now() - warm.measuredAt < measureEveryMs) return false;
    warm.measuredAt = now();
    return ((await resident.memory()) ?? 0) > limits.memory;
  };
  const hand = (warm: Warm, resident: Resident): void => {
    const next = warm.queue.shift();
    if (next !== undefined) return next(resident);
    warm.isBusy = false;
    warm.idleSince = now();
    warm.timer = setTimeout(() => {
      forget(warm);
      void resident.end();
    }, limits.idleMs);
    warm.timer.unref();
  };
  const makeRoom = async (): Promise<boolean> => {
    if (all.size < most) return true;
    const [longest] = [...all.values()].filter(({ isBusy }) => !isBusy).sort((a, b) => a.idleSince - b.idleSince);
    if (longest === undefined) return false;
    forget(longest);
    await longest.resident?.end();
    return true;
  };
  const queued = (warm: Warm, ms: number, signal: AbortSignal): Promise<Resident | undefined> =>
    new Promise((resolve) => {
      const settle = (resident: Resident | undefined) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        resolve(resident);
      };
      const leave = () => {
        const at = warm.queue.indexOf(settle);
        if (at >= 0) warm.queue.splice(at, 1);
        settle(undefined);
      };
      const timer = setTimeout(leave, ms);
      signal.addEventListener('abort', leave);
      warm.queue.push(settle);
    });

  return {
    async take(key, start, signal) {
      let until = now() + limits.patienceMs;
      while (!signal.aborted) {
        const warm = all.get(key);
        if (warm === undefined) {
          if (!(await makeRoom())) return undefined;
          if (all.has(key) || all.size >= most) continue; // another run was quicker
          const starting = start().catch(() => undefined);
          const fresh: Warm = {
            key,
            started: starting,
            runs: 0,
            isBusy: true,
            idleSince: 0,
            measuredAt: now(),
            queue: [],
          };
          all.set(key, fresh);
          fresh.resident = await starting;
          if (fresh.resident === undefined) {
            forget(fresh);
            return undefined;
          }
          void fresh.resident.exited.then(() => forget(fresh));
          return fresh.resident;
        }
        if (!warm.isBusy && warm.resident?.isAlive() === true) {
          warm.isBusy = true;
          clearTimeout(warm.timer);
          return warm.resident;
        }
        // Another process would not be there earlier than one that is being started.
        if (warm.resident === undefined) {
          await Promise.race([warm.started, aborted(signal)]);
          until = now() + limits.patienceMs;
        }
        const left = until - now();
        if (left <= 0) return undefined;
        const resident = await queued(warm, left, signal);
        if (resident !== undefined) return resident;
      }
      return undefined;
    },
    async giveBack(key, resident, isFit) {
      const warm = all.get(key);
      if (warm?.resident !== resident) return resident.end(); // dropped meanwhile
      warm.runs += 1;
      if (isFit && resident.isAlive() && !(await isWornOut(warm, resident))) {
        if (all.get(key) === warm) return hand(warm, resident);
      }
      forget(warm);
      await resident.end();
    },
    async drop() {
      const dropped = [...all.values()];
      for (const warm of dropped) forget(warm);
      // A busy one ends when its run gives it back.
      await Promise.all(dropped.map(async ({ isBusy, resident }) => isBusy || resident?.end()));
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

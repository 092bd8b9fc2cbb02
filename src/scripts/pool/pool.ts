import type { SecurityContext } from '../../domain/scripts/runtime';
import type { ScriptOutcome } from '../../domain/scripts/run';
import type { ScriptAccount } from '../process/account';
import type { HostProgram, Resident } from './resident';
import { createSpares } from './spares';
import { createWarmProcesses, warmLimits, type WarmLimits } from './warm';

/** A run that would like a process which is there already. */
export interface Wanted {
  readonly program: HostProgram;
  readonly securityContext: SecurityContext;
  readonly account: ScriptAccount | null;
  /** Of the script's text. */
  readonly sha256: string;
  /** Whether it may share a process with other runs of the same text. */
  readonly reuse: boolean;
}

/** A process for one run. */
export interface Lease {
  readonly kind: Extract<ScriptOutcome['process'], 'ready' | 'warm'>;
  readonly resident: Resident;
  /** Gives it back, once; never rejects. @param isFit whether it could serve another run: it answered, is clean, and was not stopped */
  release(isFit: Promise<boolean>): Promise<void>;
}

/**
 * Processes that were started before they are needed. By default each run has one of its own, which waited as a spare and
 * ends with the run; runs that allow it share a warm one (docs/scripts.md).
 */
export interface ProcessPool {
  /** Undefined when the run has to start a process by itself. */
  take(wanted: Wanted, signal: AbortSignal): Promise<Lease | undefined>;
  /** Ends all that wait: what they were started with has changed. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

export interface ProcessPoolOptions {
  /** Warm processes at once. */
  readonly most: number;
  start(program: HostProgram, account: ScriptAccount | null): Promise<Resident>;
  readonly limits?: WarmLimits;
  /** A spare that could not be started; runs start their own then. */
  onFault?(message: string): void;
}

/** A spare is started behind the run that took the one before, or after this time, so that it does not slow that run. */
const refillMs = 250;
const pauseMs = 30_000;

export function createProcessPool(options: ProcessPoolOptions): ProcessPool {
  const { most, start, limits = warmLimits, onFault = () => undefined } = options;
  const spares = createSpares({ idleMs: limits.idleMs, pauseMs, onFault });
  const warm = createWarmProcesses(most, limits);
  let isClosed = false;
  /** Keys of which a run has ended, and whose next spare is about to be started. */
  const due = new Set<string>();
  const releases = new Set<Promise<void>>();
  /** Closing waits for those that nobody waits for. */
  const tracked = (release: Promise<void>): Promise<void> => {
    const done = release.catch((error: unknown) => onFault(String(error))).finally(() => releases.delete(done));
    releases.add(done);
    return done;
  };

  return {
    async take(wanted, signal) {
      if (isClosed) return undefined;
      const { program, account } = wanted;
      const key = `${program.runtime} ${wanted.securityContext} ${account?.uid ?? 'shared'}`;
      const fresh = () => start(program, account);
      const refill = () => {
        clearTimeout(later);
        due.delete(key);
        if (!isClosed) spares.fill(key, fresh);
      };
      const later = setTimeout(refill, refillMs);
      later.unref();

      if (wanted.reuse) {
        const warmKey = `${key} ${wanted.sha256}`;
        const resident = await warm.take(warmKey, async () => (await spares.take(key)) ?? fresh(), signal);
        if (resident !== undefined) {
          return {
            kind: 'warm',
            resident,
            release: (isFit) => {
              const back = async () => warm.giveBack(warmKey, resident, await isFit);
              return tracked(back().finally(refill));
            },
          };
        }
      }
      // A run that comes right behind another one takes what would be started behind that.
      if (due.delete(key)) spares.fill(key, fresh);
      const resident = await spares.take(key);
      if (resident === undefined) return undefined;
      const release = () => {
        due.add(key);
        return tracked(resident.end().finally(refill));
      };
      return { kind: 'ready', resident, release };
    },
    async drop() {
      await Promise.all([spares.drop(), warm.drop()]);
    },
    async close() {
      isClosed = true;
      await Promise.all([spares.drop(), warm.drop(), ...releases]);
    },
  };
}

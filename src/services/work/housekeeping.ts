import type { ServiceLogger } from '../logger';
import { beatMs, type ProcessLease } from './process-lease';
import { startRounds, type Rounds } from './rounds';

const minuteMs = 60_000;

/** A capability with something to keep in order. */
export interface Keeper {
  /** True once nothing is left of the work of these processes. */
  readonly inherit?: (dead: readonly string[]) => Promise<boolean>;
  readonly lookAround?: () => Promise<void>;
  readonly tidy?: (now: Date) => Promise<void>;
}

export interface HousekeepingDeps {
  readonly lease: Pick<ProcessLease, 'beat' | 'dead' | 'isFirst' | 'forget' | 'stop'>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly adjustments: { readonly queueName?: unknown; readonly tidyEveryMs?: number };
  readonly now: () => Date;
}

/**
 * Says that this process lives, and nothing more: for one that cannot take over what others leave behind. The lease of
 * such a process has to say so, or nobody would tidy up.
 */
export async function startBeating({ lease, logger }: Pick<HousekeepingDeps, 'lease' | 'logger'>): Promise<Rounds> {
  await lease.beat();
  let isFailing = false;
  const rounds = startRounds(
    beatMs,
    async () => {
      await lease.beat();
      isFailing = false;
    },
    (error) => {
      if (!isFailing) logger.warn({ err: error }, 'this process cannot say that it lives');
      isFailing = true;
    },
  );
  return {
    async stop() {
      await rounds.stop();
      // Without a database it is missed instead.
      await lease.stop().catch(() => undefined);
    },
  };
}

/**
 * What every process does beside its work, without a single workflow run: it says that it lives, takes over the work
 * of processes that have ended, and looks after its own; one process of the installation tidies up. Begun before
 * workers poll and before the API listens: what a predecessor has left behind is in hand by then.
 */
export async function startHousekeeping(
  { lease, logger, adjustments, now }: HousekeepingDeps,
  parts: readonly Keeper[],
): Promise<Rounds> {
  /** Once for a fault that lasts, however often it is met. */
  const reporting = (message: string) => {
    let isFailing = false;
    return {
      async guard(work: () => Promise<void>) {
        await work();
        isFailing = false;
      },
      fault(error: unknown) {
        if (!isFailing) logger.warn({ err: error }, message);
        isFailing = true;
      },
    };
  };

  /** False: there is more. */
  async function inherit(): Promise<boolean> {
    const dead = lease.dead();
    if (dead.length === 0) return true;
    let isDone = true;
    for (const part of parts) isDone = ((await part.inherit?.(dead)) ?? true) && isDone;
    if (isDone) await lease.forget(dead);
    return isDone;
  }

  /** One after the other. What keeps one part from its work must not keep those behind it from theirs. */
  async function allParts(work: (part: Keeper) => Promise<void> | undefined): Promise<readonly unknown[]> {
    const faults: unknown[] = [];
    for (const part of parts) {
      try {
        await work(part);
      } catch (error) {
        faults.push(error);
      }
    }
    return faults;
  }

  async function lookAround(): Promise<void> {
    const faults = [...(await allParts((part) => part.lookAround?.()))];
    if (lease.isFirst()) faults.push(...(await allParts((part) => part.tidy?.(now()))));
    if (faults.length > 1) throw new AggregateError(faults, faults.map(String).join('; '));
    if (faults.length === 1) throw faults[0];
  }

  function every(everyMs: number, message: string, work: () => Promise<void>) {
    const report = reporting(message);
    return startRounds(everyMs, () => report.guard(work), report.fault);
  }

  let isStopping = false;
  await lease.beat();
  await inherit().catch((error: unknown) => logger.warn({ err: error }, 'what was left behind is taken over later'));
  // Each for itself: an engine that is away must not keep this process from saying that it lives.
  const rounds = [
    every(beatMs, 'this process cannot say that it lives', () => lease.beat()),
    every(beatMs, 'the work of processes that have ended cannot be taken over', async () => {
      while (!isStopping && !(await inherit()));
    }),
  ];
  // Where task queues are shared out by hand, as in tests, nobody has asked for more.
  if (adjustments.queueName === undefined || adjustments.tidyEveryMs !== undefined)
    rounds.push(every(adjustments.tidyEveryMs ?? minuteMs, 'housekeeping failed', lookAround));
  return {
    async stop() {
      isStopping = true;
      await Promise.all(rounds.map((one) => one.stop()));
      // Without a database it is missed instead.
      await lease.stop().catch(() => undefined);
    },
  };
}

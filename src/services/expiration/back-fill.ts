import { setTimeout as sleep } from 'node:timers/promises';
import { createGentlePace, type GentlePace } from '../work/gentle-pace';

/** How far a walk is, by what it counts: `{ certificates: 1200 }`. */
export type Progress = Readonly<Record<string, number>>;

export interface BackFillContext {
  readonly pace: GentlePace;
  readonly signal: AbortSignal;
  readonly note: (progress: Progress) => void;
}

/** Brings rows of an earlier release to what the present one wants; what is done is not found again. */
export interface BackFillWork {
  /** For the log, once there was something to do and it is done. */
  readonly done: string;
  run(context: BackFillContext): Promise<void>;
}

/** Older workers may run beside this one for a while: what they add is looked for as often as this. */
const everyMs = 600_000;
const retryMs = 60_000;
const tellEveryMs = 30_000;

/**
 * Pages of what is still to be done, each asked for once the one before is dealt with. A page of nothing but what was
 * there before means that the work does not get on, which is a fault.
 */
export async function* pagesOf<T>(
  read: () => Promise<readonly T[]>,
  idOf: (row: T) => string,
  { pace, signal }: Pick<BackFillContext, 'pace' | 'signal'>,
): AsyncGenerator<readonly T[]> {
  let before: ReadonlySet<string> = new Set();
  while (!signal.aborted) {
    const rows = await read();
    if (rows.length === 0) return;
    const ids = new Set(rows.map(idOf));
    if ([...ids].every((id) => before.has(id))) throw new Error('a back-fill does not get on');
    before = ids;
    yield rows;
    await pace.rest();
  }
}

export interface BackFills {
  /** Waits for the page that is on its way. */
  stop(): Promise<void>;
}

export interface BackFillDeps {
  /** In their order. */
  readonly works: readonly BackFillWork[];
  readonly logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly now?: () => number;
}

/** Does these beside all other work of a process, and looks again now and then. A fault is told and tried again. */
export function startBackFills({ works, logger, now = () => performance.now() }: BackFillDeps): BackFills {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pace = createGentlePace(undefined, (ms) => sleep(ms, undefined, { signal }).catch(() => undefined));

  async function carryOut({ done, run }: BackFillWork): Promise<void> {
    let progress: Progress | undefined;
    let toldAt = now();
    const note = (present: Progress) => {
      progress = present;
      if (now() - toldAt < tellEveryMs) return;
      toldAt = now();
      logger.info(present, `${done} (so far)`);
    };
    await run({ pace, signal, note });
    if (progress !== undefined) logger.info(progress, signal.aborted ? `${done} (so far)` : done);
  }

  async function round(): Promise<number> {
    try {
      for (const work of works) await carryOut(work);
      return everyMs;
    } catch (error) {
      logger.warn(
        { err: error },
        'rows of an earlier release could not be brought up to date; tried again in a minute',
      );
      return retryMs;
    }
  }

  async function go(): Promise<void> {
    while (!signal.aborted) {
      const restMs = await round();
      await sleep(restMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const running = go();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

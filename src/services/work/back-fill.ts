import { setTimeout as sleep } from 'node:timers/promises';
import { createGentlePace, type GentlePace } from './gentle-pace';

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

/** Works of one capability in their order: what a later one does may rest upon an earlier one. */
export type BackFillChain = readonly BackFillWork[];

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

/** Fills page after page and notes how many certificates got something; returns how many did. */
export async function fillPages<T extends { readonly _id: string }>(
  read: () => Promise<readonly T[]>,
  fill: (rows: readonly T[]) => Promise<number>,
  context: BackFillContext,
): Promise<number> {
  let certificates = 0;
  for await (const rows of pagesOf(read, ({ _id }) => _id, context)) {
    certificates += await fill(rows);
    if (certificates > 0) context.note({ certificates });
  }
  return certificates;
}

export interface BackFills {
  /** Waits for the page that is on its way. */
  stop(): Promise<void>;
}

export interface BackFillDeps {
  /** Each goes its own way, and a fault in one holds up no other. */
  readonly chains: readonly BackFillChain[];
  readonly logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly now?: () => number;
}

/**
 * Does these beside all other work of a process, and looks again now and then. A fault is told and tried again a minute
 * later.
 */
export function startBackFills({ chains, logger, now = () => performance.now() }: BackFillDeps): BackFills {
  const stopping = new AbortController();
  const { signal } = stopping;

  /** Keeps no process from ending. */
  function rest(ms: number): Promise<unknown> {
    return sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }

  async function carryOut({ done, run }: BackFillWork, pace: GentlePace): Promise<void> {
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

  /** Gives how long to wait for the next time. */
  async function walk(chain: BackFillChain, pace: GentlePace): Promise<number> {
    try {
      for (const work of chain) await carryOut(work, pace);
      return everyMs;
    } catch (error) {
      logger.warn(
        { err: error },
        'rows of an earlier release could not be brought up to date; tried again in a minute',
      );
      return retryMs;
    }
  }

  async function go(chain: BackFillChain): Promise<void> {
    const pace = createGentlePace(undefined, rest);
    while (!signal.aborted) await rest(await walk(chain, pace));
  }

  const running = Promise.all(chains.filter((chain) => chain.length > 0).map(go));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CopyFault, type FinishedCopy } from '../domain/data-copies/copy';
import { progressLine, type Progress } from '../domain/data-copies/progress';
import type { Environment } from '../config/config';
import { StartFault } from '../lifecycle/start-fault';
import { copyData } from '../services/data-copies/copy-data';
import { createCopyEnd } from '../store/data-copies/end';
import { ensureIndexes } from '../store/database/indexes';
import { createStores } from '../store/stores';
import { arePlacesSame, nameOfPlace, openPlace, type CopyPlace, type PlaceOptions } from './copy-places';

export interface CopyOrder {
  readonly from: CopyPlace;
  readonly to: CopyPlace;
  readonly prepare: boolean;
}

/** How often progress is told. */
const tellEveryMs = 2_000;
/** For the first connection; a source that was there once may be away for longer. */
const firstLimitMs = 30_000;
const awayLimitMs = 600_000;

/**
 * `certloom copy-data`: from one database to the other, until it is finished or a signal ends it.
 * @param say what is told of the way, a line each
 * @returns undefined when it was to prepare only. Throws `StartFault`
 */
export async function runCopy(
  { from, to, prepare }: CopyOrder,
  env: Environment,
  say: (line: string) => void,
): Promise<FinishedCopy | undefined> {
  return untilSignal(async (signal) => {
    if (arePlacesSame(from, to)) {
      throw new StartFault(`Source and target are the same: ${nameOfPlace(from)}. Give --to another place.`, 78);
    }
    const rest = (ms: number) => sleep(ms, undefined, { signal });
    const log = { info: () => {}, warn: say, error: say };
    const options: PlaceOptions = { env, log, rest, signal, limitMs: firstLimitMs };
    say(`Copying from ${nameOfPlace(from)} to ${nameOfPlace(to)}.`);
    let isFirst = true;
    const openSource = async () => {
      const place = await openPlace(from, isFirst ? options : { ...options, limitMs: awayLimitMs });
      isFirst = false;
      return { end: createCopyEnd(place.db), isHeld: place.isHeld, close: () => place.close() };
    };
    const target = await openPlace(to, { ...options, mayBeNew: true });
    try {
      if ('folder' in to && !target.isHeld) {
        throw new StartFault(`The product runs on ${to.folder}: stop it first.`, 78);
      }
      return await copyData({
        openSource,
        target: createCopyEnd(target.db),
        makeIndexes: async () => {
          createStores(target.db, () => new Date());
          await ensureIndexes(target.db);
        },
        preparesOnly: prepare,
        newId: randomUUID,
        now: () => new Date(),
        clock: () => performance.now(),
        rest,
        say,
        tell: nowAndThen(say),
        signal,
      });
    } finally {
      await target.close();
    }
  });
}

/** `certloom copy-data --reopen`: the product may start there again. */
export async function reopenSource(place: CopyPlace, env: Environment, say: (line: string) => void): Promise<void> {
  await untilSignal(async (signal) => {
    const rest = (ms: number) => sleep(ms, undefined, { signal });
    const opened = await openPlace(place, {
      ...{ env, rest, signal, limitMs: firstLimitMs },
      log: { info: () => {}, warn: say, error: say },
    });
    try {
      await createCopyEnd(opened.db).states.setClosed(null);
      say(`${nameOfPlace(place)} is open: the product starts there.`);
    } finally {
      await opened.close();
    }
  });
}

/** The first page at once, so that people see that it runs. */
function nowAndThen(say: (line: string) => void): (progress: Progress) => void {
  let toldAt = -Infinity;
  return (progress) => {
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    say(progressLine(progress));
  };
}

/** A signal breaks the work off in order; a second one ends the process. */
async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) throw new StartFault('Broken off: run it again to go on.');
    if (error instanceof CopyFault) throw new StartFault(error.message);
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

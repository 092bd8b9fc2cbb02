import type { Notice } from '../../domain/live/change';
import type { ChangeLog, Following } from '../../store/live/change-log';
import type { ServiceLogger } from '../logger';

/** Looks by itself after this long where the server does not tell of inserts, and where it does. */
const lookEveryMs = 300;
const lookAnywayMs = 5_000;
const tryAgainMs = 2_000;
const pageSize = 500;

export interface LiveReader {
  /** Begins to read where nobody did. Throws when the database is away. */
  begin(): Promise<void>;
  /** The number that all was told up to. */
  told(): number;
  /** Reads no more until somebody asks for the position again. */
  rest(): Promise<void>;
}

export interface LiveReaderDeps {
  readonly log: Pick<ChangeLog, 'behind' | 'bounds' | 'follow'>;
  /** What came in one look, and the number that all is told up to. */
  readonly tell: (notices: readonly Notice[], upTo: number) => void;
  readonly logger: ServiceLogger;
  readonly everyMs?: number;
}

/**
 * Reads the log of changes along, once for all listeners of a process: when the server says that something was written,
 * else by looking behind the last number, which reads nothing but what is new. Without listeners nothing is read.
 */
export function createLiveReader({ log, tell, logger, everyMs = lookEveryMs }: LiveReaderDeps): LiveReader {
  let run: { readonly begun: Promise<unknown>; stop(): Promise<void>; last: () => number } | undefined;

  function start() {
    const ending = new AbortController();
    let last = 0;
    let wake: () => void = () => undefined;
    let isWoken = false;
    let following: Following | undefined;

    const look = async (): Promise<void> => {
      for (;;) {
        const { notices, upTo, hasMore } = await log.behind(last, pageSize);
        if (ending.signal.aborted || upTo === last) return;
        last = upTo;
        tell(notices, last);
        if (!hasMore) return;
      }
    };
    const pause = (ms: number) =>
      new Promise<void>((resolve) => {
        if (isWoken || ending.signal.aborted) return resolve();
        const timer = setTimeout(resolve, ms).unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const loop = async (): Promise<void> => {
      let isAway = false;
      while (!ending.signal.aborted) {
        await pause(isAway ? tryAgainMs : following?.tells() === true ? lookAnywayMs : everyMs);
        isWoken = false;
        try {
          await look();
          isAway = false;
        } catch (error) {
          if (!isAway && !ending.signal.aborted) logger.warn({ err: error }, 'changes cannot be read for the streams');
          isAway = true;
        }
      }
    };
    const awaken = () => {
      isWoken = true;
      wake();
    };
    const begun = log.bounds().then((bounds) => (last = bounds.last));
    const ended = begun.then(
      async () => {
        following = log.follow(awaken);
        await loop();
        await following.close();
      },
      () => undefined,
    );
    return {
      begun,
      last: () => last,
      async stop() {
        ending.abort();
        awaken();
        await ended;
      },
    };
  }

  return {
    async begin() {
      const current = (run ??= start());
      try {
        await current.begun;
      } catch (error) {
        if (run === current) run = undefined;
        throw error;
      }
    },
    told: () => run?.last() ?? 0,
    async rest() {
      const ended = run;
      run = undefined;
      await ended?.stop();
    },
  };
}

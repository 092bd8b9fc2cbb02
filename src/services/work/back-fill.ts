import { setTimeout as sleep } from 'node:timers/promises';
import { createGentlePace, type GentlePace } from './gentle-pace';

/** Keys are uuids, whose first digits are random: each digit more names a 16th of them. */
const digits = [...'0123456789abcdef'];
const pageSize = 200;
const retryMs = 60_000;

/** What rows of an earlier release lack. */
export interface Gaps<Row> {
  areClosed(): Promise<boolean>;
  rememberClosed(at: Date): Promise<void>;
  /** Some of those whose key begins with these digits. */
  page(digits: string, limit: number): Promise<Row[]>;
  /** Fills in what is still missing; gives how many were. */
  fill(rows: readonly Row[], at: Date): Promise<number>;
}

export interface FillDeps<Row> {
  readonly gaps: Gaps<Row>;
  readonly pace: GentlePace;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/**
 * Fills in what rows were stored without; returns how many got it here. May be broken off and begun again, and done by
 * several processes at once: each write counts only where it is still missing.
 */
export async function fillGaps<Row>({ gaps, pace, signal, now }: FillDeps<Row>): Promise<number> {
  if (await gaps.areClosed()) return 0;
  let filled = 0;
  // A page that is full leaves others behind it, which are looked for in smaller parts.
  const waiting = [...digits];
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (signal.aborted) return filled;
    const rows = await gaps.page(part, pageSize);
    filled += await gaps.fill(rows, now());
    if (rows.length === pageSize) waiting.unshift(...digits.map((digit) => part + digit));
    await pace.rest();
  }
  // What has come in meanwhile lacks nothing.
  await gaps.rememberClosed(now());
  return filled;
}

export interface BackFill {
  /** Waits for the page that is on its way. */
  stop(): Promise<void>;
}

/**
 * The same beside all other work of a process. A fault is told and tried again a minute later.
 * @param deps `what` is filled in, for the log: `replacement keys`
 */
export function startBackFill<Row>(deps: {
  readonly what: string;
  readonly gaps: Gaps<Row>;
  readonly now: () => Date;
  readonly logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}): BackFill {
  const { what, gaps, now, logger } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const pace = createGentlePace(undefined, (ms) => sleep(ms, undefined, { signal }).catch(() => undefined));

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const certificates = await fillGaps({ gaps, pace, signal, now });
        if (certificates > 0) logger.info({ certificates }, `certificates of an earlier release got ${what}`);
        return;
      } catch (error) {
        logger.warn({ err: error }, `${what} could not be filled in; tried again in a minute`);
        await sleep(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

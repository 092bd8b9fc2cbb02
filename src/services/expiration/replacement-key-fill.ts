import { setTimeout as sleep } from 'node:timers/promises';
import { createGentlePace, type GentlePace } from '../work/gentle-pace';
import type { ReplacementKeyGaps } from '../../store/certificates/replacement-key-gaps';

/** Keys are uuids, whose first digits are random: each digit more names a 16th of them. */
const digits = [...'0123456789abcdef'];
const pageSize = 200;
const retryMs = 60_000;

export interface FillDeps {
  readonly gaps: ReplacementKeyGaps;
  readonly pace: GentlePace;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/**
 * Gives replacement keys to certificates that were stored without; returns how many got them here. May be broken off
 * and begun again, and done by several processes at once: each write counts only where the keys are still missing.
 */
export async function fillReplacementKeys({ gaps, pace, signal, now }: FillDeps): Promise<number> {
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
  // What has come in meanwhile has its keys.
  await gaps.rememberClosed(now());
  return filled;
}

export interface ReplacementKeyFill {
  /** Waits for the page that is on its way. */
  stop(): Promise<void>;
}

/** The same beside all other work of a process. A fault is told and tried again a minute later. */
export function startReplacementKeyFill(deps: {
  readonly gaps: ReplacementKeyGaps;
  readonly now: () => Date;
  readonly logger: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}): ReplacementKeyFill {
  const { gaps, now, logger } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const pace = createGentlePace(undefined, (ms) => sleep(ms, undefined, { signal }).catch(() => undefined));

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const certificates = await fillReplacementKeys({ gaps, pace, signal, now });
        if (certificates > 0) logger.info({ certificates }, 'certificates of an earlier release got replacement keys');
        return;
      } catch (error) {
        logger.warn({ err: error }, 'replacement keys could not be filled in; tried again in a minute');
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

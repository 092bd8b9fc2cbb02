import { setTimeout as sleep } from 'node:timers/promises';
import type { Seal } from '../../domain/attributes/sealed';
import type { OpenSecrets } from '../../store/attributes/open-secrets';
import type { Logger } from '../../telemetry/logging';
import { createGentlePace, type GentlePace } from '../work/gentle-pace';

const pageSize = 500;
const retryMs = 60_000;

export interface SealStoredDeps {
  readonly openSecrets: Omit<OpenSecrets, 'sealConfiguration'>;
  readonly seal: Seal;
  readonly pace: GentlePace;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/**
 * Seals secret values of certificates that an earlier release stored in clear; returns how many were found. Walks until
 * a walk finds none, because a change that was on its way may have put an open value back.
 */
export async function sealStoredValues({ openSecrets, seal, pace, signal, now }: SealStoredDeps): Promise<number> {
  if (await openSecrets.areCertificatesSealed()) return 0;
  let all = 0;
  let found: number;
  do {
    found = 0;
    let rows = await openSecrets.certificatesAfter('', pageSize);
    while (rows.length > 0 && !signal.aborted) {
      found += await openSecrets.sealCertificates(rows, seal);
      await pace.rest();
      rows = await openSecrets.certificatesAfter(rows.at(-1)!._id, pageSize);
    }
    all += found;
  } while (found > 0 && !signal.aborted);
  if (!signal.aborted) await openSecrets.rememberCertificates(now());
  return all;
}

/** The same beside all other work of a process. A fault is told and tried again a minute later. */
export function startSealingStoredValues({
  logger,
  ...deps
}: Omit<SealStoredDeps, 'pace' | 'signal'> & { readonly logger: Logger }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pace = createGentlePace(undefined, (ms) => sleep(ms, undefined, { signal }).catch(() => undefined));

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const certificates = await sealStoredValues({ ...deps, pace, signal });
        if (certificates > 0) logger.info({ certificates }, 'secret values of an earlier release were sealed');
        return;
      } catch (error) {
        logger.warn({ err: error }, 'secret values could not be sealed; tried again in a minute');
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

import { endOccurrence, planEnd, type EndPlan, type EndStatus } from '../../domain/expiration/ends';
import { isOpenWatch, type ExpirationWatch } from '../../domain/expiration/watch';
import { firingIdOf } from '../../store/database/derived-ids';
import type { ExpirationEnds } from '../../store/expiration/ends';
import type { SeenCertificate } from '../../store/expiration/seen';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { FiringRules } from '../firings/rules';
import type { Replaced } from './replaced';

export interface EndDeps {
  readonly ends: Pick<ExpirationEnds, 'walk' | 'mark'>;
  readonly watches: Pick<ExpirationWatchStore, 'findMany'>;
  readonly replacedAmong: Replaced['replacedAmong'];
  readonly detect: (certificates: readonly string[]) => Promise<readonly string[]>;
  readonly reset: (watches: readonly ExpirationWatch[]) => Promise<void>;
  /** Starts the firings at the end of these; a repeat finds what was started. */
  readonly tell: (certificates: readonly string[]) => Promise<void>;
}

/** Deals with what has ended: tells of it once, and lets go what was replaced late. */
export function createEnds(deps: EndDeps) {
  async function settle(
    rules: FiringRules,
    status: EndStatus,
    page: readonly SeenCertificate[],
    at: Date,
  ): Promise<number> {
    if (status === 'ahead') await deps.detect(page.map(({ uuid }) => uuid));
    const watches = await deps.watches.findMany(page.map(({ uuid }) => uuid));
    const replaced = await deps.replacedAmong(rules, page, at);
    const plans = new Map(
      page.map((certificate): [string, EndPlan] => [
        certificate.uuid,
        planEnd({
          ...{ certificate, status, now: at, watch: watches.get(certificate.uuid) },
          isReplaced: replaced.has(certificate.uuid),
          isTold: isTold(watches.get(certificate.uuid)),
          announceExpiredOnArrival: rules.settings.expiration.announceExpiredOnArrival,
        }),
      ]),
    );
    const of = (plan: EndPlan) => [...plans].flatMap(([uuid, its]) => (its === plan ? uuid : []));
    await deps.reset([...watches.values()].filter((watch) => replaced.has(watch.certificate) && isOpenWatch(watch)));
    const told = of('tell');
    await deps.tell(told);
    // Only now: whoever dies before it tells again, which finds the firing that is there.
    await deps.ends.mark(of('over'), 'over');
    if (status === 'ahead') await deps.ends.mark([...told, ...of('open')], 'open');
    return told.length;
  }

  return {
    /** Gives how many were told of. */
    async settleAll(rules: FiringRules, at: Date, beat: () => void): Promise<number> {
      let told = 0;
      for (const status of ['open', 'ahead'] as const) {
        for await (const page of deps.ends.walk(status, at)) {
          told += await settle(rules, status, page, at);
          beat();
        }
      }
      return told;
    },
  };
}

export type Ends = ReturnType<typeof createEnds>;

/** The firing that its watch remembers is the one at the end. */
function isTold(watch: ExpirationWatch | undefined): boolean {
  if (watch === undefined) return false;
  return watch.firingId === firingIdOf('certificate_expiring', endOccurrence(watch.certificate, watch.cycle));
}

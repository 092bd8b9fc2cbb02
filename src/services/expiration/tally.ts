import { expirationRuleOf, type ReplacementsOf } from './replacements';
import type { FiringRules } from '../firings/rules';
import { createKept, type Kept } from '../work/kept';
import { isInWindow } from '../../domain/expiration/due';
import { isAcknowledgedAfter } from '../../domain/expiration/ends';
import type { ExpirationEnds } from '../../store/expiration/ends';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import { countedDays, createTally, type ExpiringTally } from '../../domain/expiration/tally';
import type { ExpiringCertificates } from '../../store/expiration/expiring-certificates';
import type { WidestWindow } from './widest-window';

export interface ExpiringTallyDeps {
  readonly certificates: Pick<ExpiringCertificates, 'walk'>;
  /** What has ended and is not over. */
  readonly ends: Pick<ExpirationEnds, 'walk'>;
  readonly watches: Pick<ExpirationWatchStore, 'findMany'>;
  readonly rules: () => Promise<FiringRules>;
  readonly widestWindow: WidestWindow;
  readonly replacementsOf: ReplacementsOf;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** Times what it took. */
const worth = 4;
/** Metrics look this far at least, however short the thresholds are. */
const leastMs = Math.max(...countedDays) * 86_400_000;

/**
 * Everything that ends inside the widest window, or 90 days if that is more, counted in one walk. A count is kept, and
 * those who ask while one is on its way share it: the inventory is walked once, however many people look.
 */
export function createExpiringTally(deps: ExpiringTallyDeps): Kept<ExpiringTally> {
  async function read(): Promise<ExpiringTally> {
    const at = deps.now();
    const rules = await deps.rules();
    const widest = await deps.widestWindow(rules, at);
    const until = new Date(at.getTime() + Math.max(widest, leastMs));
    const tally = createTally(at, until);
    for await (const page of deps.certificates.walk(at, until)) {
      const replaced = await deps.replacementsOf(
        rules,
        page.filter(({ hasSuccessor }) => hasSuccessor),
        at,
      );
      for (const fact of page) {
        tally.add({
          ...fact,
          isReplaced: replaced.has(fact.uuid),
          isDue: isInWindow(fact, expirationRuleOf(rules, fact.raProfile), at),
        });
      }
    }
    for (const status of ['ahead', 'open'] as const) {
      for await (const page of deps.ends.walk(status, at)) {
        const alive = page.filter(({ state, archived }) => state === 'issued' && !archived);
        const [replaced, watches] = await Promise.all([
          deps.replacementsOf(rules, alive, at),
          deps.watches.findMany(alive.map(({ uuid }) => uuid)),
        ]);
        for (const { uuid, notAfter, owner, groups, raProfile } of alive) {
          const watch = watches.get(uuid);
          if (notAfter === null || replaced.has(uuid)) continue;
          if (watch !== undefined && isAcknowledgedAfter(watch, notAfter, at)) continue;
          tally.add({ notAfter, owner, groups, raProfile, isReplaced: false, isDue: false });
        }
      }
    }
    return tally.result();
  }

  return createKept(read, worth, deps.steadyClock);
}

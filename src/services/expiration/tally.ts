import { expirationRuleOf, type ReplacementsOf } from './replacements';
import type { FiringRules } from '../firings/rules';
import { isInWindow, widestThresholdMs } from '../../domain/expiration/due';
import { countedDays, createTally, type ExpiringTally } from '../../domain/expiration/tally';
import type { ExpiringCertificates } from '../../store/expiration/expiring-certificates';

export interface ExpiringTallyDeps {
  readonly certificates: Pick<ExpiringCertificates, 'walk'>;
  readonly rules: () => Promise<FiringRules>;
  readonly replacementsOf: ReplacementsOf;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

export type ReadTally = (maxAgeMs: number) => Promise<ExpiringTally>;

/** A count is worth this many times what it took, so that looking all the time does not mean walking all the time. */
const worth = 4;
/** Metrics look this far at least, however short the thresholds are. */
const leastMs = Math.max(...countedDays) * 86_400_000;

/**
 * Everything that ends inside the widest window, or 90 days if that is more, counted in one walk. A count is kept, and
 * those who ask while one is on its way share it: the inventory is walked once, however many people look.
 */
export function createExpiringTally(deps: ExpiringTallyDeps): ReadTally {
  let kept: { readonly readAt: number; readonly tookMs: number; readonly tally: ExpiringTally } | undefined;
  let running: Promise<ExpiringTally> | undefined;

  async function read(): Promise<ExpiringTally> {
    const at = deps.now();
    const rules = await deps.rules();
    const widest = widestThresholdMs(rules.settings, rules.directory.raProfiles.values());
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
    return tally.result();
  }

  return async (maxAgeMs) => {
    const startedAt = deps.steadyClock();
    if (kept !== undefined && startedAt - kept.readAt <= Math.max(maxAgeMs, worth * kept.tookMs)) return kept.tally;
    running ??= read()
      .then((tally) => {
        const readAt = deps.steadyClock();
        kept = { readAt, tookMs: readAt - startedAt, tally };
        return tally;
      })
      .finally(() => (running = undefined));
    return running;
  };
}

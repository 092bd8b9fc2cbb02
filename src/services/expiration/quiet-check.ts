import { isInWindow } from '../../domain/expiration/due';
import type { QuietKind } from '../../domain/expiration/quiet';
import type { CandidateCertificate } from '../../store/expiration/candidates';
import type { ExpirationEnds } from '../../store/expiration/ends';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { FiringRules } from '../firings/rules';
import { expirationRuleOf, type ReplacedUntil } from './replacements';
import { beforeWindow, createScanPlans, type ScanPlansDeps } from './scan-plans';

export interface QuietCheckDeps extends ScanPlansDeps {
  readonly watches: Pick<ExpirationWatchStore, 'findMany' | 'touch'>;
  readonly ends: Pick<ExpirationEnds, 'asleep'>;
  readonly replacedUntil: ReplacedUntil;
}

/** A certificate that a scan did not look at, and would have found to come to something else. */
export interface QuietDifference {
  readonly certificate: string;
  readonly held: QuietKind;
  readonly found: QuietKind | 'fire';
}

/**
 * Looks at a page of certificates that scans have left alone, and says where they were wrong to. Writes nothing but that the next
 * scan is to look at those.
 */
export function createQuietCheck(deps: QuietCheckDeps) {
  const planAll = createScanPlans(deps);

  return async function checkQuiet(
    rules: FiringRules,
    page: readonly CandidateCertificate[],
    at: Date,
  ): Promise<readonly QuietDifference[]> {
    const watches = await deps.watches.findMany(page.map(({ uuid }) => uuid));
    const quiet = page.filter(({ uuid }) => {
      const held = watches.get(uuid)?.quiet;
      return held != null && held.from < at && held.until > at;
    });
    const ruleOf = ({ raProfile }: CandidateCertificate) => expirationRuleOf(rules, raProfile);
    const inWindow = quiet.filter((certificate) => isInWindow(certificate, ruleOf(certificate), at));
    const replaced = await deps.replacedUntil(rules, inWindow, at);
    const plans = await planAll(
      rules,
      inWindow.filter(({ uuid }) => !replaced.has(uuid)),
      watches,
      at,
    );
    const differing = quiet.flatMap((certificate): QuietDifference[] => {
      const { uuid } = certificate;
      const planned = plans.get(uuid);
      const found = replaced.has(uuid)
        ? 'replaced'
        : planned === undefined
          ? beforeWindow(certificate, ruleOf(certificate), at).kind
          : (planned.next(false)?.kind ?? 'fire');
      const held = watches.get(uuid)!.quiet!.kind;
      return found === held ? [] : [{ certificate: uuid, held, found }];
    });
    // What has changed while this scan ran is looked at by the next one.
    const asleep = await deps.ends.asleep(differing.map(({ certificate }) => certificate));
    const wrong = differing.filter(({ certificate }) => asleep.has(certificate));
    await deps.watches.touch(wrong.map(({ certificate }) => certificate));
    return wrong;
  };
}

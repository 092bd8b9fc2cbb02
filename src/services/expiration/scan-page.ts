import { isInWindow } from '../../domain/expiration/due';
import type { NextLook } from '../../domain/expiration/next-look';
import { needsReplacementSearch, replacementSearchMs } from '../../domain/expiration/plan';
import type { ScanCounts } from '../../domain/expiration/scan-counts';
import { hasStaleClaim, isOpenWatch, newWatch, slotOf, type ExpirationWatch } from '../../domain/expiration/watch';
import type { CandidateCertificate } from '../../store/expiration/candidates';
import type { LookedAt } from '../../store/expiration/watch-looks';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { ExpiringBatch } from '../../temporal/messages/expiration';
import type { FiringRules } from '../firings/rules';
import { expirationRuleOf, type ReplacedUntil } from './replacements';
import { batchesOf, startAll } from './scan-batches';
import { beforeWindow, createScanPlans, isNearingItsEnd, type ScanPlansDeps } from './scan-plans';

export interface ScanPageDeps extends ScanPlansDeps {
  readonly watches: Pick<ExpirationWatchStore, 'findMany' | 'markChecked' | 'looked' | 'unsettled'>;
  readonly replacedUntil: ReplacedUntil;
  /** Looks for replacements of these; returns those that gained one. */
  readonly detect: (certificates: readonly string[]) => Promise<readonly string[]>;
  /** Replacements are there: ends the notice streams of the cycle. */
  readonly reset: (watches: readonly ExpirationWatch[]) => Promise<void>;
  /** Claims whose run was lost: brings them to what the ledger says. */
  readonly refreshClaims: (watches: readonly ExpirationWatch[]) => Promise<void>;
  readonly startBatch: (batch: ExpiringBatch) => Promise<void>;
}

export interface ScannedPage {
  /** With what went before. */
  readonly counts: ScanCounts;
  /** Notes what was found and counts the uneventful ones; apart from the rest, because the next page can be decided meanwhile. */
  readonly note: () => Promise<void>;
}

/** One page of what nears its end: looked at, decided, and started where something is to happen. */
export function createScanPage(deps: ScanPageDeps) {
  const planAll = createScanPlans(deps);

  /** Of these, the ones that turn out to have a replacement when the inventory is searched for one. */
  async function searchReplacements(
    rules: FiringRules,
    unchecked: readonly CandidateCertificate[],
    due: readonly CandidateCertificate[],
    at: Date,
  ): Promise<ReadonlyMap<string, Date>> {
    if (unchecked.length === 0) return new Map();
    const uuids = unchecked.map(({ uuid }) => uuid);
    const gained = new Set(await deps.detect(uuids));
    const found = await deps.replacedUntil(
      rules,
      due.filter(({ uuid }) => gained.has(uuid)),
      at,
    );
    await deps.watches.markChecked(uuids, at);
    return found;
  }

  return async function scanPage(
    rules: FiringRules,
    page: readonly CandidateCertificate[],
    { scanId, at, counts }: { readonly scanId: string; readonly at: Date; readonly counts: ScanCounts },
  ): Promise<ScannedPage> {
    const inWindow = page.filter((certificate) =>
      isInWindow(certificate, expirationRuleOf(rules, certificate.raProfile), at),
    );
    const watches = await deps.watches.findMany(page.map(({ uuid }) => uuid));
    const replaced = new Map(
      await deps.replacedUntil(
        rules,
        inWindow.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0),
        at,
      ),
    );
    const due = inWindow.filter(({ uuid }) => !replaced.has(uuid));
    const plans = await planAll(rules, due, watches, at);
    const unchecked = due.filter(({ uuid }) => needsReplacementSearch(plans.get(uuid)?.plan, watches.get(uuid), at));
    for (const [uuid, until] of await searchReplacements(rules, unchecked, due, at)) replaced.set(uuid, until);

    const seen = inWindow.flatMap(({ uuid }) => watches.get(uuid) ?? []);
    await deps.reset(seen.filter((watch) => replaced.has(watch.certificate) && isOpenWatch(watch)));
    const stale = seen.filter((watch) => !replaced.has(watch.certificate) && hasStaleClaim(watch, at));
    if (stale.length > 0) await deps.refreshClaims(stale);
    const still = due.filter(({ uuid }) => !replaced.has(uuid)).map(({ uuid }) => uuid);
    const folded = still.filter((uuid) => plans.get(uuid)?.plan === 'fold');
    const fired = still.filter((uuid) => plans.get(uuid)?.plan === 'fire');
    const wasChecked = new Set(unchecked.map(({ uuid }) => uuid));
    const lookOf = (certificate: CandidateCertificate): NextLook | null => {
      const { uuid } = certificate;
      const silent = replaced.get(uuid);
      if (silent !== undefined) return { kind: 'replaced', until: slotOf(new Date(Math.min(+silent, +tomorrow(at)))) };
      const planned = plans.get(uuid);
      if (planned !== undefined) return planned.next(wasChecked.has(uuid));
      return beforeWindow(certificate, expirationRuleOf(rules, certificate.raProfile), at);
    };
    const looks = new Map(page.map((certificate) => [certificate.uuid, lookOf(certificate)]));
    // Before their runs: what is lost of one is found by the next scan.
    await deps.watches.unsettled(
      [...looks].flatMap(([uuid, look]) => (look === null ? [uuid] : [])),
      at,
    );
    const batches = batchesOf(scanId, at, fired);
    await startAll(batches, deps.startBatch);
    return {
      counts: {
        ...counts,
        examined: counts.examined + page.filter((certificate) => isNearingItsEnd(certificate, at)).length,
        due: counts.due + still.length,
        replaced: counts.replaced + replaced.size,
        fired: counts.fired + fired.length,
        folded: counts.folded + folded.length,
        batches: counts.batches + batches.length,
      },
      async note() {
        const isFolded = new Set(folded);
        const looked = [...looks].flatMap(([uuid, look]): LookedAt[] => {
          if (look === null) return [];
          // Who was searched for has a watch since then.
          const seen = watches.get(uuid) ?? (wasChecked.has(uuid) ? newWatch(uuid) : undefined);
          return [{ certificate: uuid, seen, look, isFolded: isFolded.has(uuid) }];
        });
        await deps.watches.looked(looked, slotOf(at), at);
      },
    };
  };
}

/** A replacement that nobody told of is looked for once a day; see `needsReplacementSearch`. */
function tomorrow(at: Date): Date {
  return new Date(at.getTime() + replacementSearchMs);
}

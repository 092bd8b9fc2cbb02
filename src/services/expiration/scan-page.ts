import { isInWindow } from '../../domain/expiration/due';
import { needsReplacementSearch, planFiring, type FiringPlan } from '../../domain/expiration/plan';
import type { ScanCounts } from '../../domain/expiration/scan-counts';
import { hasStaleClaim, isOpenWatch, slotOf, type ExpirationWatch } from '../../domain/expiration/watch';
import type { Decision } from '../../domain/firings/decide';
import { certificateFiringSubject } from '../../domain/firings/subject';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { createTurns } from '../../store/database/turns';
import type { CandidateCertificate } from '../../store/expiration/candidates';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { ExpiringBatch } from '../../temporal/messages/expiration';
import { decideBySystem } from '../firings/decide-subject';
import type { FiringRules } from '../firings/rules';
import type { Replaced } from './replaced';
import { expirationRuleOf } from './replacements';
import { hashOfResults } from './result-hash';
import { batchesOf, startAll } from './scan-batches';

export interface ScanPageDeps {
  readonly watches: Pick<ExpirationWatchStore, 'findMany' | 'markChecked' | 'fold'>;
  readonly profiles: (uuids: readonly string[]) => Promise<readonly NotificationProfile[]>;
  readonly replacedAmong: Replaced['replacedAmong'];
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
  /** Counts the uneventful ones; apart from the rest, because the next page can be decided meanwhile. */
  readonly fold: () => Promise<void>;
}

/** One page of what nears its end: looked at, decided, and started where something is to happen. */
export function createScanPage(deps: ScanPageDeps) {
  async function planAll(
    rules: FiringRules,
    due: readonly CandidateCertificate[],
    watches: ReadonlyMap<string, ExpirationWatch>,
    at: Date,
  ): Promise<Map<string, FiringPlan>> {
    const slot = slotOf(at);
    const turns = createTurns();
    const decided: { certificate: CandidateCertificate; isEmpty: boolean; decision: Decision }[] = [];
    for (const certificate of due) {
      const sets = rules.setsOf(certificate);
      const decision = decideBySystem(rules, certificateFiringSubject(certificate), sets, at);
      decided.push({ certificate, isEmpty: sets.isEmpty, decision });
      await turns.give();
    }
    const named = new Set(decided.flatMap(({ decision }) => decision.effects.flatMap(({ profiles }) => profiles)));
    const profiles = new Map((await deps.profiles([...named])).map((profile) => [profile.uuid, profile]));
    return new Map(
      decided.map(({ certificate, isEmpty, decision }) => [
        certificate.uuid,
        planFiring({
          decision,
          resultKey: hashOfResults(decision),
          watch: watches.get(certificate.uuid),
          slot,
          now: at,
          notBefore: certificate.notBefore,
          notAfter: certificate.notAfter!,
          withoutTriggers: isEmpty,
          recordWithoutTriggers: rules.recordWithoutTriggers,
          profile: (uuid) => profiles.get(uuid),
        }),
      ]),
    );
  }

  /** Of these, the ones that turn out to have a replacement when the inventory is searched for one. */
  async function searchReplacements(
    rules: FiringRules,
    unchecked: readonly CandidateCertificate[],
    due: readonly CandidateCertificate[],
    at: Date,
  ): Promise<ReadonlySet<string>> {
    if (unchecked.length === 0) return new Set();
    const uuids = unchecked.map(({ uuid }) => uuid);
    const gained = new Set(await deps.detect(uuids));
    const found = await deps.replacedAmong(
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
    const watches = await deps.watches.findMany(inWindow.map(({ uuid }) => uuid));
    const replaced = await deps.replacedAmong(
      rules,
      inWindow.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0),
      at,
    );
    const due = inWindow.filter(({ uuid }) => !replaced.has(uuid));
    const plans = await planAll(rules, due, watches, at);
    const unchecked = due.filter(({ uuid }) => needsReplacementSearch(plans.get(uuid), watches.get(uuid), at));
    for (const uuid of await searchReplacements(rules, unchecked, due, at)) replaced.add(uuid);

    const seen = [...watches.values()];
    await deps.reset(seen.filter((watch) => replaced.has(watch.certificate) && isOpenWatch(watch)));
    const stale = seen.filter((watch) => !replaced.has(watch.certificate) && hasStaleClaim(watch, at));
    if (stale.length > 0) await deps.refreshClaims(stale);
    const still = due.filter(({ uuid }) => !replaced.has(uuid)).map(({ uuid }) => uuid);
    const folded = still.filter((uuid) => plans.get(uuid) === 'fold');
    const fired = still.filter((uuid) => plans.get(uuid) === 'fire');
    const batches = batchesOf(scanId, at, fired);
    await startAll(batches, deps.startBatch);
    return {
      counts: {
        ...counts,
        examined: counts.examined + page.length,
        due: counts.due + still.length,
        replaced: counts.replaced + replaced.size,
        fired: counts.fired + fired.length,
        folded: counts.folded + folded.length,
        batches: counts.batches + batches.length,
      },
      fold: () => deps.watches.fold(folded, slotOf(at), at),
    };
  };
}

import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { isInWindow, widestThresholdMs } from '../domain/expiration/due';
import { planFiring, resultKeyOf } from '../domain/expiration/plan';
import { noCounts, type ScanCounts } from '../domain/expiration/scan-counts';
import { slotOf, type ExpirationWatch } from '../domain/expiration/watch';
import type { NotificationProfile } from '../domain/notifications/profile';
import type { CandidateCertificate, CandidateCursor, ExpirationCandidates } from '../store/expiration/candidates';
import type { ExpirationScanStore } from '../store/expiration/scans';
import type { ExpirationWatchStore } from '../store/expiration/watches';
import {
  compactTime,
  type DigestRequest,
  type ExpiringBatch,
  type ScanState,
  type ScanStep,
} from '../temporal/messages/expiration';
import { guardedBy } from './guarded';
import { hashOfResults } from '../services/expiration/firings';
import { isOpenWatch, type Replaced } from '../services/expiration/replaced';
import { expirationRuleOf } from '../services/expiration/replacements';
import { certificateFiringSubject } from '../domain/firings/subject';
import { decideBySystem } from '../services/firings/decide-subject';
import type { FiringRules } from '../services/firings/rules';

export interface ScanDeps {
  readonly candidates: ExpirationCandidates;
  readonly watches: ExpirationWatchStore;
  readonly scans: ExpirationScanStore;
  readonly rules: () => Promise<FiringRules>;
  readonly profiles: (uuids: readonly string[]) => Promise<readonly NotificationProfile[]>;
  readonly replacedAmong: Replaced['replacedAmong'];
  /** Looks for replacements of these; returns those that gained one. */
  readonly detect: (certificates: readonly string[]) => Promise<readonly string[]>;
  /** Replacements are there: ends the notice streams of the cycle. */
  readonly reset: (watches: readonly ExpirationWatch[]) => Promise<void>;
  /** Claims whose run was lost: brings them to what the ledger says. */
  readonly settleClaims: (watches: readonly ExpirationWatch[]) => Promise<void>;
  readonly startBatch: (batch: ExpiringBatch) => Promise<void>;
  /** Starts what follows the scan; doing it again changes nothing. */
  readonly ended: (request: DigestRequest) => Promise<void>;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly tick: () => number;
}

/** One activity works as long as this, then the workflow notes how far the scan is. */
const stretchMs = 8_000;
const batchSize = 100;
const startsAtOnce = 4;
const dayMs = 86_400_000;
/** A claim older than this is looked at: its run may be lost, or retries for a day. */
const staleClaimMs = 3_600_000;

/** The hourly scan: reads what nears its end, decides, folds what is uneventful, starts runs for the rest. */
export function createExpirationScanActivities(deps: ScanDeps) {
  async function scanPage(
    rules: FiringRules,
    page: readonly CandidateCertificate[],
    { scanId, at, counts }: { readonly scanId: string; readonly at: Date; readonly counts: ScanCounts },
  ): Promise<{ readonly counts: ScanCounts; readonly fold: () => Promise<void> }> {
    const slot = slotOf(at);
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
    const plans = await planAll(rules, due, watches, slot, at);
    const unchecked = due.filter(({ uuid }) => {
      const checkedAt = watches.get(uuid)?.replacementsCheckedAt ?? null;
      return plans.get(uuid) === 'fire' || checkedAt === null || Math.abs(at.getTime() - checkedAt.getTime()) > dayMs;
    });
    if (unchecked.length > 0) {
      const gained = new Set(await deps.detect(unchecked.map(({ uuid }) => uuid)));
      const found = await deps.replacedAmong(
        rules,
        due.filter(({ uuid }) => gained.has(uuid)),
        at,
      );
      for (const uuid of found) replaced.add(uuid);
      await deps.watches.markChecked(
        unchecked.map(({ uuid }) => uuid),
        at,
      );
    }

    const seen = [...watches.values()];
    await deps.reset(seen.filter((watch) => replaced.has(watch.certificate) && isOpenWatch(watch)));
    const stale = seen.filter((watch) => !replaced.has(watch.certificate) && hasStaleClaim(watch, at));
    if (stale.length > 0) await deps.settleClaims(stale);
    const still = due.filter(({ uuid }) => !replaced.has(uuid)).map(({ uuid }) => uuid);
    const folded = still.filter((uuid) => plans.get(uuid) === 'fold');
    const fired = still.filter((uuid) => plans.get(uuid) === 'fire');
    const batches = batchesOf(scanId, at, fired);
    for (let from = 0; from < batches.length; from += startsAtOnce) {
      await Promise.all(batches.slice(from, from + startsAtOnce).map((batch) => deps.startBatch(batch)));
    }
    const sum = {
      examined: counts.examined + page.length,
      due: counts.due + still.length,
      replaced: counts.replaced + replaced.size,
      fired: counts.fired + fired.length,
      folded: counts.folded + folded.length,
      batches: counts.batches + batches.length,
    };
    return { counts: sum, fold: () => deps.watches.fold(folded, slot, at) };
  }

  async function planAll(
    rules: FiringRules,
    due: readonly CandidateCertificate[],
    watches: ReadonlyMap<string, ExpirationWatch>,
    slot: Date,
    at: Date,
  ): Promise<Map<string, ReturnType<typeof planFiring>>> {
    const decided = due.map((certificate) => {
      const sets = rules.setsOf(certificate);
      return {
        certificate,
        isEmpty: sets.isEmpty,
        decision: decideBySystem(rules, certificateFiringSubject(certificate), sets, at),
      };
    });
    const named = new Set(decided.flatMap(({ decision }) => decision.effects.flatMap(({ profiles }) => profiles)));
    const profiles = new Map((await deps.profiles([...named])).map((profile) => [profile.uuid, profile]));
    return new Map(
      decided.map(({ certificate, isEmpty, decision }) => [
        certificate.uuid,
        planFiring({
          decision,
          resultKey: hashOfResults(resultKeyOf(decision)),
          watch: watches.get(certificate.uuid),
          slot,
          now: at,
          notAfter: certificate.notAfter!,
          withoutTriggers: isEmpty,
          recordWithoutTriggers: rules.recordWithoutTriggers,
          profile: (uuid) => profiles.get(uuid),
        }),
      ]),
    );
  }

  const guarded = guardedBy('the expiration scan met a fault');

  return {
    /** Notes that a scan runs. A second attempt finds the row of the first, with its clock. */
    async beginScan(engineTime: string): Promise<ScanState> {
      return guarded(async () => {
        const { workflowExecution } = Context.current().info;
        const scanId = compactTime(new Date(engineTime));
        const startedAt = deps.now();
        await deps.scans.begin({
          scanId,
          slot: slotOf(startedAt),
          startedAt,
          workflowId: workflowExecution?.workflowId ?? '',
          runId: workflowExecution?.runId ?? '',
        });
        const scan = await deps.scans.find(scanId);
        return { scanId, at: (scan?.startedAt ?? startedAt).toISOString(), cursor: null, counts: noCounts };
      });
    },

    /** Some seconds of work. Heartbeats carry how far it is, so that a second attempt goes on there. */
    async scanStretch(given: ScanState): Promise<ScanStep> {
      return guarded(async () => {
        const context = Context.current();
        let state = (context.info.heartbeatDetails as ScanState | undefined) ?? given;
        const at = new Date(state.at);
        const rules = await deps.rules();
        const until = new Date(
          at.getTime() + widestThresholdMs(rules.settings, [...rules.directory.raProfiles.values()]),
        );
        const readBehind = (cursor: CandidateCursor | null) =>
          deps.candidates.page(at, until, cursor, rules.conditionPaths);
        const { cursor } = state;
        const deadline = deps.tick() + stretchMs;
        let reading = readBehind(cursor && { ...cursor, notAfter: new Date(cursor.notAfter) });
        // A page is folded while the next one is decided.
        let folding = Promise.resolve();
        for (;;) {
          context.cancellationSignal.throwIfAborted();
          const page = await reading;
          const { next } = page;
          // The next page is read while this one is dealt with.
          if (next !== null) {
            reading = readBehind(next);
            reading.catch(() => undefined);
          }
          const { scanId } = state;
          const { counts, fold } = await scanPage(rules, page.certificates, { scanId, at, counts: state.counts });
          await folding;
          // Only what is folded counts as done: a second attempt goes on behind it.
          context.heartbeat(state);
          folding = fold();
          folding.catch(() => undefined);
          state = {
            ...state,
            counts,
            cursor: next === null ? null : { notAfter: next.notAfter.toISOString(), uuid: next.uuid },
          };
          const isOver = next === null || deps.tick() >= deadline;
          if (isOver) await folding;
          if (next === null) return { state, isDone: true };
          if (isOver) {
            await reading.catch(() => undefined);
            await deps.scans.progress(state.scanId, counts);
            return { state, isDone: false };
          }
        }
      });
    },

    async endScan({ scanId, counts }: ScanState): Promise<void> {
      await guarded(async () => {
        await deps.scans.end(scanId, { status: 'finished', at: deps.now(), message: null }, counts);
        await deps.ended({ scanId, batches: counts.batches });
      });
    },

    async failScan(scanId: string, message: string): Promise<void> {
      await guarded(() => deps.scans.end(scanId, { status: 'failed', at: deps.now(), message }));
    },
  };
}

export type ExpirationScanActivities = ReturnType<typeof createExpirationScanActivities>;

/** The id follows from what a batch carries: a second attempt finds the run of the first, other content is another run. */
function batchesOf(scanId: string, at: Date, certificates: readonly string[]): ExpiringBatch[] {
  const batches: ExpiringBatch[] = [];
  for (let from = 0; from < certificates.length; from += batchSize) {
    const chunk = certificates.slice(from, from + batchSize);
    const name = createHash('sha256').update(chunk.join()).digest('hex').slice(0, 16);
    batches.push({ batchId: `${scanId}.${name}`, scanId, at: at.toISOString(), certificates: chunk });
  }
  return batches;
}

function hasStaleClaim({ streams }: ExpirationWatch, at: Date): boolean {
  return Object.values(streams).some(
    ({ claim }) => claim !== null && Math.abs(at.getTime() - claim.at.getTime()) > staleClaimMs,
  );
}

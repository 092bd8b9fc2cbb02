import { dueFrom } from '../../domain/expiration/due';
import { expiringStateOf } from '../../domain/expiration/outlook';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpirationEnds } from '../../store/expiration/ends';
import { seenFields, type SeenCertificate } from '../../store/expiration/seen';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { FiringRules } from '../firings/rules';
import type { GentlePace } from '../work/gentle-pace';
import { createKept, type Kept } from '../work/kept';
import type { UnreachedAmong } from './reach';
import { expirationRuleOf, type ReplacementsOf } from './replacements';
import type { WidestWindow } from './widest-window';

export interface ReachTally {
  readonly at: Date;
  /** Of those that were looked at. */
  readonly reachingNobody: number;
  /** There are more certificates than are looked at; those that end first were. */
  readonly isCut: boolean;
}

export interface ReachTallyDeps {
  readonly candidates: Pick<ExpirationCandidates, 'page'>;
  /** What has ended and is not over. */
  readonly ends: Pick<ExpirationEnds, 'walk'>;
  readonly watches: Pick<ExpirationWatchStore, 'findMany'>;
  readonly rules: () => Promise<FiringRules>;
  readonly widestWindow: WidestWindow;
  readonly replacementsOf: ReplacementsOf;
  readonly unreachedAmong: UnreachedAmong;
  readonly pace: () => GentlePace;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
  readonly mostLookedAt?: number;
}

/** Triggers are decided for each: of more than this the ones that end first are looked at. */
export const mostLookedAt = 20_000;
/** Decided in one go. */
const pieceSize = 100;
/** Looking takes a twentieth of the time at most. */
const worth = 20;

/**
 * How many certificates nobody would be told about: of those inside the widest window in force, and of those that have
 * ended and are not dealt with. Those that are replaced or acknowledged need nobody.
 */
export function createReachTally(deps: ReachTallyDeps): Kept<ReachTally> {
  const most = deps.mostLookedAt ?? mostLookedAt;

  async function* pages(rules: FiringRules, at: Date): AsyncGenerator<readonly SeenCertificate[]> {
    for (const status of ['ahead', 'open'] as const) yield* deps.ends.walk(status, at);
    const widest = await deps.widestWindow(rules, at);
    const until = new Date(at.getTime() + widest);
    let after: Parameters<typeof deps.candidates.page>[2] = null;
    do {
      const { certificates, next }: Awaited<ReturnType<typeof deps.candidates.page>> = await deps.candidates.page(
        at,
        until,
        after,
        seenFields,
      );
      yield certificates;
      after = next;
    } while (after !== null);
  }

  /** Those that people have to be told about. */
  async function openAmong(rules: FiringRules, certificates: readonly SeenCertificate[], at: Date) {
    const alive = certificates.filter(({ state, archived }) => state === 'issued' && !archived);
    const succeeded = alive.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0);
    const [replaced, watches] = await Promise.all([
      deps.replacementsOf(rules, succeeded, at),
      deps.watches.findMany(alive.map(({ uuid }) => uuid)),
    ]);
    return alive.flatMap((certificate) => {
      const { notAfter, uuid } = certificate;
      const from = dueFrom(certificate, expirationRuleOf(rules, certificate.raProfile));
      if (notAfter === null || from === null) return [];
      const facts = { dueFrom: from, notAfter, isReplaced: replaced.has(uuid), watch: watches.get(uuid) };
      const state = expiringStateOf(facts, at);
      return state === 'replaced' || state === 'acknowledged' ? [] : [{ certificate, dueFrom: from, notAfter }];
    });
  }

  async function read(): Promise<ReachTally> {
    const at = deps.now();
    const rules = await deps.rules();
    const pace = deps.pace();
    let lookedAt = 0;
    let reachingNobody = 0;
    for await (const page of pages(rules, at)) {
      for (let from = 0; from < page.length; from += pieceSize) {
        const piece = page.slice(from, from + Math.min(pieceSize, most - lookedAt));
        if (piece.length === 0) return { at, reachingNobody, isCut: true };
        const open = await openAmong(rules, piece, at);
        reachingNobody += (await deps.unreachedAmong(rules, open, at)).size;
        lookedAt += piece.length;
        await pace.rest();
      }
    }
    return { at, reachingNobody, isCut: false };
  }

  return createKept(read, worth, deps.steadyClock);
}

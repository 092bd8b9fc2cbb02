import type { Delivery } from '../../domain/notifications/delivery';
import {
  claimNotice,
  claimOf,
  decideNotice,
  hasSuppression,
  streamByLedger,
  type NoticeClaim,
  type NoticeDecision,
  type StreamRules,
  type StreamState,
  type SuppressionReason,
} from '../../domain/notifications/streams';
import { isAcknowledgedAfter } from '../../domain/expiration/ends';
import { isAcknowledged, newWatch, type ExpirationWatch } from '../../domain/expiration/watch';
import type { StepValidity } from '../../domain/notifications/step';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { Incidents } from './incidents';

/** The monitoring event of a certificate that may tell people. */
export interface StreamSubject extends StepValidity {
  readonly certificate: string;
  readonly firingId: string;
  /** The clock of the firing. */
  readonly at: Date;
}

/** A notice that this firing may send: what its deliveries are keyed by. */
export interface ClaimedNotice {
  readonly cycle: number;
  readonly step: string | null;
  readonly number: number;
}

export type NoticeTurn =
  /** `step`: whose people are told; null: of none. */
  | { readonly kind: 'free'; readonly cycle: number; readonly step: string | null }
  | { readonly kind: 'claimed'; readonly notice: ClaimedNotice }
  | { readonly kind: 'suppressed'; readonly reason: SuppressionReason | 'replaced' };

export interface StreamDeps {
  readonly watches: ExpirationWatchStore;
  readonly deliveries: {
    findByFiring(firingId: string): Promise<readonly Delivery[]>;
    cancelOpen(firingIds: readonly string[], at: Date): Promise<void>;
    /** Takes a certificate out of the digests that are not sent yet. */
    cancelCertificate(certificate: string): Promise<void>;
  };
  readonly incidents: Incidents;
  /** Ids of the newest firings of the event about a certificate, folded ones not among them. */
  readonly firingsOf: (certificate: string, limit: number) => Promise<readonly string[]>;
  readonly now: () => Date;
}

const tries = 10;
/** Hourly firings of twelve weeks. What is older is no longer open: deliveries are given up after a day. */
const firingsLookedAt = 2_000;

/** Suppression streams in the store: every move is one conditional write, so parallel claims give one. */
export function createNoticeStreams(deps: StreamDeps) {
  const watchOf = async (certificate: string) => (await deps.watches.find(certificate)) ?? newWatch(certificate);

  function look(rules: StreamRules, watch: ExpirationWatch, profile: string, subject: StreamSubject): Look {
    const { firingId, at, notBefore, notAfter } = subject;
    const state = watch.streams[profile];
    const acknowledged = isAcknowledged(watch, at);
    const own = claimOf(state, firingId);
    if (own !== null) return { state, own };
    return { state, decision: decideNotice(rules, state, { now: at, notBefore, notAfter, acknowledged }) };
  }

  /**
   * Brings the claims of a firing to what the ledger says: counted once a delivery was accepted, released when all
   * have ended without one. With `abandoned` a claim without any delivery is released too: its run is gone.
   */
  async function refreshFromLedger(certificate: string, firingId: string, { abandoned = false } = {}): Promise<void> {
    const watch = await deps.watches.find(certificate);
    // A notice that was on its way while its cycle ended may have opened an incident behind the reset.
    if (watch !== null && watch.cycle > 1) await deps.incidents.end(certificate, watch.cycle - 1);
    const claims = Object.entries(watch?.streams ?? {}).filter(([, state]) => claimOf(state, firingId) !== null);
    if (watch === null || claims.length === 0) return;
    const rows = await deps.deliveries.findByFiring(firingId);
    for (const [profile, state] of claims) {
      const own = rows.filter((row) => row.profile === profile);
      const next = streamByLedger(state, state.claim!, own, deps.now(), abandoned);
      // Whoever was faster has closed the same claim by the same ledger.
      if (next !== state) await deps.watches.moveStream(certificate, profile, { cycle: watch.cycle, state }, next);
    }
  }

  /** A valid replacement is there: what is not sent is cancelled, and the next time is a new cycle. */
  async function reset(watch: ExpirationWatch): Promise<boolean> {
    // Before the watch forgets its cycle: whoever dies in between leaves it open, and the next scan begins again.
    await deps.incidents.end(watch.certificate, watch.cycle);
    // Of all firings, not only of those with a claim: a notice counts, and its claim ends, once one of its receivers has
    // accepted it, while others are still being tried; and a stream without limits makes no claims.
    const firings = await deps.firingsOf(watch.certificate, firingsLookedAt);
    await deps.deliveries.cancelOpen(firings, deps.now());
    await deps.deliveries.cancelCertificate(watch.certificate);
    const isReset = await deps.watches.reset(watch.certificate, watch.cycle);
    // Once more for a notice that was opened meanwhile. From now on none is, and `refreshFromLedger` sees what is on its
    // way.
    await deps.incidents.end(watch.certificate, watch.cycle);
    return isReset;
  }

  return {
    /**
     * Takes the turn of this firing in a stream, if it has one. `reaches` says whether anybody would be told at a step:
     * a notice to nobody is not claimed and moves no counter. A repeat for the same firing finds its claim again.
     */
    async takeTurn(
      rules: StreamRules,
      profile: string,
      subject: StreamSubject,
      reaches: (step: string | null) => Promise<boolean>,
    ): Promise<NoticeTurn | { readonly kind: 'nobody' }> {
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const watch = await watchOf(subject.certificate);
        // A replacement came in between: its reset has taken this firing out of the watch.
        if (watch.firingId === null) return { kind: 'suppressed', reason: 'replaced' };
        const { cycle } = watch;
        if (subject.at >= subject.notAfter) return lastNotice(rules, watch, subject, reaches);
        const { state, own, decision } = look(rules, watch, profile, subject);
        if (own !== undefined) return { kind: 'claimed', notice: { cycle, step: own.step, number: own.number } };
        if (!decision.due) return { kind: 'suppressed', reason: decision.reason };
        if (!(await reaches(decision.step))) return { kind: 'nobody' };
        if (!hasSuppression(rules)) return { kind: 'free', cycle, step: null };
        const next = claimNotice(state, decision, subject.firingId, subject.at);
        if (await deps.watches.moveStream(subject.certificate, profile, { cycle, state }, next)) {
          return { kind: 'claimed', notice: { cycle, step: decision.step, number: decision.number } };
        }
      }
      throw new Error('a notice stream was changed by others each time');
    },

    refreshFromLedger,

    /** Claims of runs that were lost: brought to what the ledger says, and released where it says nothing. */
    async refreshAbandoned(watches: readonly ExpirationWatch[]): Promise<void> {
      for (const { certificate, streams } of watches) {
        const firings = new Set(Object.values(streams).flatMap(({ claim }) => claim?.firingId ?? []));
        for (const firingId of firings) await refreshFromLedger(certificate, firingId, { abandoned: true });
      }
    },

    reset,

    async resetAll(watches: readonly ExpirationWatch[]): Promise<void> {
      for (const watch of watches) await reset(watch);
    },
  };
}

export type NoticeStreams = ReturnType<typeof createNoticeStreams>;

/**
 * The one notice at the end: whatever was told before does not count, and everybody of every step hears of it. The
 * firing is the only one of its kind, so that its deliveries need no claim.
 */
async function lastNotice(
  { escalationSteps }: StreamRules,
  watch: ExpirationWatch,
  { at, notAfter }: StreamSubject,
  reaches: (step: string | null) => Promise<boolean>,
): Promise<NoticeTurn | { readonly kind: 'nobody' }> {
  if (isAcknowledgedAfter(watch, notAfter, at)) return { kind: 'suppressed', reason: 'acknowledged' };
  const step = escalationSteps.at(-1)?.before ?? null;
  return (await reaches(step)) ? { kind: 'free', cycle: watch.cycle, step } : { kind: 'nobody' };
}

type Look =
  | { readonly state: StreamState | undefined; readonly own: NoticeClaim; readonly decision?: undefined }
  | { readonly state: StreamState | undefined; readonly own?: undefined; readonly decision: NoticeDecision };

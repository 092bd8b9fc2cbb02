import { activityInfo, log } from '@temporalio/activity';
import { historyOf, type CertificateChanges } from '../domain/certificates/change-history';
import type { CertificateRecord } from '../domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../domain/certificates/history';
import { certificateName } from '../domain/certificates/pending';
import { certificateEnvelope } from '../domain/events/payloads';
import { resultKeyOf } from '../domain/expiration/plan';
import { slotOf, type ExpirationWatch } from '../domain/expiration/watch';
import { systemActor } from '../domain/identity/actor';
import type { Decision } from '../domain/firings/decide';
import { firingIdOf, uuidOf } from '../store/database/derived-ids';
import type { ExpirationCandidates } from '../store/expiration/candidates';
import type { ExpirationWatchStore, RecordedFiring } from '../store/expiration/watches';
import type { FiringDocument, FiringStore } from '../store/firings/firings';
import type { NoticeDocument, NoticeStore } from '../store/firings/notice-payloads';
import type { ExpiringBatch } from '../temporal/messages/expiration';
import { toFailure } from '../temporal/failures';
import { digestOf } from './expiration-scan';
import { toFiring } from '../services/firings/record';
import { decideStored, type ReadySetsOf, type SubjectRules } from '../services/firings/subject-rules';

const event = 'certificate_expiring';
/** Longer than any delivery lives, held ones included. */
const noticeLifeMs = 9 * 86_400_000;
const conflictTries = 5;

export interface ExpiringDeps {
  readonly candidates: Pick<ExpirationCandidates, 'findMany'>;
  readonly watches: ExpirationWatchStore;
  readonly firings: FiringStore;
  readonly notices: NoticeStore;
  readonly rules: () => Promise<SubjectRules>;
  /** The certificate after the change; null when it is no longer in the revision that was seen. */
  readonly change: (
    certificate: CertificateRecord,
    change: CertificateChanges,
    at: Date,
  ) => Promise<CertificateRecord | null>;
  readonly addHistory: (entries: readonly CertificateHistoryEntry[]) => Promise<void>;
  readonly countFirings: (firings: readonly FiringDocument[]) => void;
  readonly now: () => Date;
  readonly tick: () => number;
}

export interface DecidedExpiring {
  readonly firings: number;
  /** Fired in another run of this hour. */
  readonly skipped: number;
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

interface Fired {
  readonly certificate: CertificateRecord;
  readonly decision: Decision;
  readonly sets: ReadySetsOf;
  readonly firing: FiringDocument;
}

/** The firings of one batch of `certificate_expiring`, made again without harm. */
export function createExpiringActivities(deps: ExpiringDeps) {
  async function decideAll(batch: ExpiringBatch): Promise<DecidedExpiring> {
    const at = new Date(batch.at);
    const slot = slotOf(at);
    const startedAt = deps.now();
    const [rules, certificates, watches] = await Promise.all([
      deps.rules(),
      deps.candidates.findMany(batch.certificates),
      deps.watches.findMany(batch.certificates),
    ]);
    const decided = certificates.map((certificate) => fire(rules, certificate, at, slot, startedAt));
    await Promise.all([...new Set(decided.map(({ sets }) => sets))].map((sets) => sets.save()));
    const mine = await claimFirings(decided);
    await Promise.all([
      deps.notices.save(
        mine.filter(({ decision }) => decision.effects.length > 0).map((it) => noticeOf(it, rules, at)),
      ),
      keepRepeatsOf(mine, watches),
    ]);
    for (const fired of mine) await applyChanges(rules, fired, at);
    await deps.watches.recordFirings(
      mine.map(({ certificate, decision, firing }): RecordedFiring => ({
        certificate: certificate.uuid,
        firingId: firing._id,
        resultKey: digestOf(resultKeyOf(decision)),
        slot,
        at,
      })),
    );
    deps.countFirings(mine.map(({ firing }) => firing));
    const [outcome = 'unmatched', ...more] = new Set(mine.map(({ decision }) => decision.outcome));
    return {
      firings: mine.length,
      skipped: batch.certificates.length - mine.length,
      firingsWithEffects: mine.filter(({ decision }) => decision.effects.length > 0).map(({ firing }) => firing._id),
      outcome: more.length > 0 ? 'mixed' : outcome,
    };
  }

  function fire(rules: SubjectRules, certificate: CertificateRecord, at: Date, slot: Date, startedAt: Date): Fired {
    const sets = rules.setsOf(certificate);
    const decision = decideStored(rules, certificate, sets, at, deps.tick);
    const occurrenceKey = `${certificate.uuid}.${slot.toISOString().slice(0, 13)}`;
    const { workflowExecution } = activityInfo();
    const firing = toFiring({
      firingId: firingIdOf(event, occurrenceKey),
      event,
      occurrenceKey,
      resource: 'certificates',
      objectUuid: certificate.uuid,
      objectName: certificateName(certificate),
      actor: systemActor,
      uploadId: null,
      occurredAt: at,
      startedAt,
      decidedAt: deps.now(),
      snapshotId: sets.snapshotId,
      policy: sets.sets.policy,
      workflowId: workflowExecution?.workflowId ?? '',
      runId: workflowExecution?.runId ?? '',
      decision,
    });
    return { certificate, decision, sets, firing };
  }

  /** The occurrence key decides: a row that names this run is an earlier attempt's, one of another run has fired. */
  async function claimFirings(decided: readonly Fired[]): Promise<Fired[]> {
    const there = await deps.firings.insert(decided.map(({ firing }) => firing));
    if (there.size === 0) return [...decided];
    const rows = await deps.firings.load([...there].map((index) => decided[index]!.firing._id));
    const own = new Map(rows.map((row) => [row._id, row]));
    return decided.filter(({ firing }, index) => {
      const row = own.get(firing._id);
      return !there.has(index) || (row?.workflowId === firing.workflowId && row.status !== 'failed');
    });
  }

  /** The firing that uneventful ones were folded into keeps their number when another one takes its place. */
  async function keepRepeatsOf(mine: readonly Fired[], watches: ReadonlyMap<string, ExpirationWatch>): Promise<void> {
    const ended = mine.flatMap(({ certificate, firing }) => {
      const watch = watches.get(certificate.uuid);
      if (watch === undefined || watch.firingId === null || watch.firingId === firing._id) return [];
      if (watch.repeatCount < 2 || watch.lastFiredAt === null) return [];
      return [{ firingId: watch.firingId, repeatCount: watch.repeatCount, lastFiredAt: watch.lastFiredAt }];
    });
    await deps.firings.keepRepeats(ended);
  }

  /** One write per certificate; who meets a newer revision decides again on it. */
  async function applyChanges(rules: SubjectRules, fired: Fired, at: Date): Promise<void> {
    let { certificate, decision } = fired;
    for (let tries = 0; tries < conflictTries; tries += 1) {
      const change = changesOf(certificate, decision);
      if (Object.keys(change).length === 0) return;
      const after = await deps.change(certificate, change, deps.now());
      if (after !== null) {
        const { uuid: by, name } = systemActor;
        await deps.addHistory(
          historyOf(change, certificate, after, { uuid: by, name }, (what) => uuidOf(`${fired.firing._id}:${what}`)),
        );
        return;
      }
      const [fresh] = await deps.candidates.findMany([certificate.uuid]);
      if (fresh === undefined) return;
      certificate = fresh;
      decision = decideStored(rules, fresh, rules.setsOf(fresh), at);
    }
    throw new Error('a certificate was changed by others each time');
  }

  return {
    async decideExpiring(batch: ExpiringBatch): Promise<DecidedExpiring> {
      try {
        return await decideAll(batch);
      } catch (error) {
        log.error('a batch of expiring certificates could not be decided', { batchId: batch.batchId, error });
        throw toFailure(error);
      }
    },
  };
}

export type ExpiringActivities = ReturnType<typeof createExpiringActivities>;

function changesOf(certificate: CertificateRecord, { categories, outcome }: Decision): CertificateChanges {
  if (outcome === 'ignored') return {};
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const { groups, raProfile, owner, attributes } = categories;
  return {
    ...(isSame(groups, certificate.groups) ? {} : { groups }),
    ...(raProfile === certificate.raProfile ? {} : { raProfile }),
    ...(owner === certificate.owner ? {} : { owner }),
    ...(isSame(attributes, certificate.attributes) ? {} : { attributes }),
  };
}

function noticeOf({ certificate, decision, firing }: Fired, { directory }: SubjectRules, at: Date): NoticeDocument {
  const after = decision.outcome === 'ignored' ? certificate : { ...certificate, ...decision.categories };
  const profile = after.raProfile === null ? undefined : directory.raProfiles.get(after.raProfile);
  const { uuid } = certificate;
  return {
    _id: firing._id,
    envelope: certificateEnvelope(event, firing._id, at, after, uuid, {
      raProfileName: profile?.name ?? null,
      authorityInstanceUuid: profile?.authorityInstanceUuid ?? null,
    }),
    rejected: false,
    actor: systemActor,
    certificateUuid: uuid,
    ownerUuid: after.owner,
    groupUuids: after.groups,
    expiresAt: new Date(Math.max(Date.now(), at.getTime()) + noticeLifeMs),
  };
}

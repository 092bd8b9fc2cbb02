import type { Alert } from '../../domain/alerts/alert';
import {
  certificateContext,
  certificateLogData,
  certificateTokens,
  type CertificateItemFacts,
} from '../../domain/alerts/certificate-item';
import { reachedThresholds, utcDay } from '../../domain/alerts/due';
import { noThreshold } from '../../domain/alerts/ledger';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Predicate } from '../../domain/conditions/evaluate';
import { certificateSubject } from '../../domain/conditions/subject';
import { certificateFiringSubject } from '../../domain/firings/subject';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { CandidateCertificate, ExpirationCandidates } from '../../store/expiration/candidates';
import type { FiringRules } from '../firings/rules';
import type { Replaced } from '../expiration/replaced';
import { certificateFactsOf } from './people';
import type { AlertItem, ItemPage, ItemSource } from './item';

export interface ExpirationItemDeps {
  readonly candidates: Pick<ExpirationCandidates, 'page' | 'findMany'>;
  readonly replacedAmong: Replaced['replacedAmong'];
  readonly rules: () => Promise<FiringRules>;
  /** What is in a collection; null: there is no such collection any more, and nothing is in it. */
  readonly inCollection: (collectionId: string) => Promise<Predicate | null>;
}

const dayMs = 86_400_000;
/** What a first look needs: the rest is read of what may be due. */
const lightParts: ReadonlySet<keyof CertificateRecord> = new Set(['updatedAt']);

/** Certificates that near their end, by the selection of the hourly scan. */
export function createExpirationItems(deps: ExpirationItemDeps): ItemSource {
  /** What is silenced is taken out; what is not in the collection, too. */
  async function ofAlert(
    rules: FiringRules,
    alert: Alert,
    certificates: readonly CandidateCertificate[],
    at: Date,
  ): Promise<readonly CandidateCertificate[]> {
    const isIn = alert.collectionId === null ? undefined : await deps.inCollection(alert.collectionId);
    if (isIn === null) return [];
    const members =
      isIn === undefined
        ? certificates
        : certificates.filter((one) => isIn(lookAt(one, rules.directory), at).result === 'true');
    const succeeded = members.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0);
    if (alert.includeReplaced || succeeded.length === 0) return members;
    const replaced = await deps.replacedAmong(rules, succeeded, at);
    return members.filter(({ uuid }) => !replaced.has(uuid));
  }

  async function itemsOf(
    rules: FiringRules,
    alert: Alert,
    certificates: readonly CandidateCertificate[],
    at: Date,
  ): Promise<AlertItem[]> {
    return (await ofAlert(rules, alert, certificates, at)).flatMap((certificate) =>
      toItem(certificate, reachedBy(rules, alert, certificate, at), rules.directory, at),
    );
  }

  return {
    kind: 'expiration',

    async page(alert, at, cursor, changedSince): Promise<ItemPage> {
      const rules = await deps.rules();
      const behind = cursor === null ? null : readCursor(cursor);
      const from = new Date((utcDay(at) - alert.graceDays) * dayMs - 1);
      const until = new Date((utcDay(at) + Math.max(...alert.thresholds) + 1) * dayMs - 1);
      const parts = changedSince === null ? null : lightParts;
      const { certificates, next } = await deps.candidates.page(from, until, behind, parts);
      const reached = certificates.filter(
        (one) => (changedSince === null || one.updatedAt > changedSince) && reachedBy(rules, alert, one, at).length > 0,
      );
      const whole = changedSince === null ? reached : await deps.candidates.findMany(reached.map(({ uuid }) => uuid));
      return {
        items: await itemsOf(rules, alert, whole, at),
        evaluated: certificates.length,
        next: next === null ? null : `${next.notAfter.toISOString()} ${next.uuid}`,
      };
    },

    async find(alert, ids, at) {
      const rules = await deps.rules();
      const found = await deps.candidates.findMany(ids);
      return itemsOf(
        rules,
        alert,
        found.filter(({ state, archived }) => state === 'issued' && !archived),
        at,
      );
    },
  };
}

function readCursor(cursor: string) {
  const [notAfter = '', uuid = ''] = cursor.split(' ');
  return { notAfter: new Date(notAfter), uuid };
}

function reachedBy(
  { settings }: Pick<FiringRules, 'settings'>,
  { thresholds, graceDays, lifetimeShare, semantics }: Alert,
  { notBefore, notAfter }: Pick<CertificateRecord, 'notBefore' | 'notAfter'>,
  at: Date,
): number[] {
  if (notAfter === null) return [];
  const lifetimePercent = semantics === 'compat' ? null : (lifetimeShare ?? settings.expiringThresholdPercent);
  return reachedThresholds({ notBefore, notAfter }, { thresholds, graceDays, lifetimePercent }, at);
}

function lookAt(certificate: CertificateRecord, directory: DirectorySnapshot) {
  const { groups, raProfile, owner } = certificate;
  return certificateSubject(certificate, {
    groupNames: groups.map((uuid) => directory.groups.get(uuid)?.name ?? uuid),
    raProfileName: raProfile === null ? null : (directory.raProfiles.get(raProfile)?.name ?? null),
    ownerName: owner === null ? null : (directory.users.get(owner)?.username ?? null),
  });
}

function toItem(
  certificate: CertificateRecord,
  reached: readonly number[],
  directory: DirectorySnapshot,
  at: Date,
): AlertItem {
  let known: CertificateItemFacts | undefined;
  const facts = () => (known ??= certificateFactsOf(certificate, directory));
  const subject = certificateFiringSubject(certificate);
  return {
    id: certificate.uuid,
    name: subject.name ?? certificate.fingerprint,
    reached: reached.length === 0 ? [noThreshold] : reached,
    tokensAt: (threshold) => certificateTokens(facts(), at, threshold),
    context: () => certificateContext(facts()),
    logData: certificateLogData(certificate),
    look: () => lookAt(certificate, directory),
    object: { uuid: subject.uuid, name: subject.name },
    subject,
  };
}

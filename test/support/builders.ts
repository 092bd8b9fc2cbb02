/** Things of the domain for tests: whole, plain, and changed only where a test says so. Nothing here needs a server. */
import type { ActionResult } from '../../src/domain/actions/action';
import type { IssuerChange } from '../../src/domain/certificates/issuer-change';
import type { CertificateFacts, CertificateRecord } from '../../src/domain/certificates/certificate';
import { detectionRule, type Relation } from '../../src/domain/certificates/relations';
import { pendingCertificate } from '../../src/domain/certificates/pending';
import { envelopeOf } from '../../src/domain/events/payloads';
import { newWatch, type ExpirationWatch } from '../../src/domain/expiration/watch';
import type { Decision } from '../../src/domain/firings/decide';
import type { TriggerResult } from '../../src/domain/firings/firing';
import { permissions } from '../../src/domain/identity/permissions';
import type { Group } from '../../src/domain/identity/group';
import type { Role, User } from '../../src/domain/identity/user';
import { untriedDelivery, type Delivery } from '../../src/domain/notifications/delivery';
import type { DigestItem } from '../../src/domain/notifications/digest-item';
import type { NoticeContext } from '../../src/domain/notifications/notice';
import type { NotificationProfile } from '../../src/domain/notifications/profile';
import { defaultPlatformSettings } from '../../src/domain/settings/platform';
import type { Trigger } from '../../src/domain/triggers/trigger';
import type { FiringRules } from '../../src/services/firings/rules';
import type { Work } from '../../src/services/work/work';
import type { FiringDocument } from '../../src/store/firings/firings';
import { snapshotOf, type DirectorySnapshot } from '../../src/store/identity/directory';
import { notificationProfile } from './notification-profile';
import { userOf } from './user';

/** The moment at which tests of services begin. */
export const start = new Date('2030-01-01T00:00:00Z');
export const inDays = (days: number): Date => new Date(start.getTime() + days * 86_400_000);

/** Work that nobody calls off; `beats` are the heartbeats so far. */
export function workOf(change: Partial<Work> = {}) {
  const beats: unknown[] = [];
  const { signal } = new AbortController();
  return { signal, heartbeat: (progress?: unknown) => void beats.push(progress), isRepeat: false, ...change, beats };
}

/** Issued, and for ten days more. */
export function certificateOf(uuid: string, change: Partial<CertificateRecord> = {}): CertificateRecord {
  const facts: Partial<CertificateFacts> = {
    ...{ fingerprint: uuid, commonName: `${uuid}.example`, subjectDn: `CN=${uuid}.example`, issuerDn: 'CN=CA' },
    ...{ serialNumber: '01', subjectAlternativeNames: [], basicConstraints: null, selfSigned: false, spkiSha256: 'k' },
    ...{ notBefore: inDays(-80), notAfter: inDays(10), subjectDerSha256: uuid, issuerDerSha256: 'ca' },
    subjectAttributes: [{ oid: '2.5.4.3', name: 'CN', value: `${uuid}.example` }],
    issuerAttributes: [{ oid: '2.5.4.3', name: 'CN', value: 'CA' }],
    ...{ keyUsage: [], extendedKeyUsage: [], extensions: [], parseWarnings: [] },
  };
  const entry = { uuid, owner: null, source: 'upload', uploadedBy: null, now: start } as const;
  const record = pendingCertificate(facts as CertificateFacts, entry);
  return { ...record, ...change };
}

export function groupOf(uuid: string, members: readonly string[], change: Partial<Group> = {}): Group {
  return { uuid, name: uuid, description: '', email: null, members, revision: 1, ...change };
}

export function directoryOf(
  users: readonly User[] = [],
  groups: readonly Group[] = [],
  roles: readonly Role[] = [],
): DirectorySnapshot {
  return snapshotOf({ users, groups, roles, raProfiles: [], attributes: [] });
}

/** Mails its owner, about every firing. */
export function profileOf(uuid: string, change: Partial<NotificationProfile> = {}): NotificationProfile {
  return notificationProfile(uuid, start, { name: `Profile ${uuid}`, recipientType: 'owner', ...change });
}

/** About an expiring certificate. */
export function noticeOf(firingId: string, change: Partial<NoticeContext> = {}): NoticeContext {
  const certificate = change.certificate === undefined ? certificateOf('c1') : change.certificate;
  return {
    envelope: envelopeOf(
      { event: 'certificate_expiring', firingId, occurredAt: start, objectUuid: certificate?.uuid ?? null },
      { expiresAt: certificate?.notAfter ?? null },
    ),
    rejected: false,
    actor: { uuid: null, name: 'system' },
    certificate,
    ownerUuid: 'ann',
    groupUuids: [],
    firingUrl: `https://certloom.example/firings/${firingId}`,
    pageUrl: `https://certloom.example/n/${firingId}`,
    runUrl: null,
    ...change,
  };
}

export function deliveryOf(id: string, change: Partial<Delivery> = {}): Delivery {
  return {
    ...{ id, firingId: 'f1', event: 'certificate_expiring', profile: 'p1', profileVersion: 1, channel: 'email' },
    origins: [{ trigger: 't1', actionId: 'a1', actionKey: 'f1/t1/a1' }],
    recipient: { kind: 'address', value: 'ann@example.com' },
    message: null,
    eraseWhenDone: false,
    ...untriedDelivery(start, null, 86_400_000),
    ...change,
  };
}

type GroupedItem = DigestItem & { readonly group: string };

export function digestItemOf(id: string, change: Partial<GroupedItem> = {}): GroupedItem {
  return {
    ...{ id, firingId: 'f1', event: 'certificate_expiring', origins: [], profile: 'p1', profileVersion: 1 },
    ...{ channel: 'email', recipient: { kind: 'address', value: 'ann@example.com' }, certificate: 'c1' },
    ...{ notAfter: inDays(10), cycle: null, step: null, number: null, state: 'waiting', deliveryId: null },
    ...{ digest: null, takenAt: null, createdAt: start, group: 'ann' },
    ...change,
  };
}

/** Somebody does not trust a CA any more. */
export function issuerChangeOf(id: string, change: Partial<IssuerChange> = {}): IssuerChange {
  return { id, fingerprint: 'e'.repeat(64), name: 'Example CA', became: 'untrusted', at: start, ...change };
}

/** A detected relation by the present rules. */
export function relationOf(predecessor: string, successor: string, change: Partial<Relation> = {}): Relation {
  return {
    ...{ uuid: `${predecessor} ${successor}`, predecessor, successor, type: 'renewal', origin: 'detected' },
    ...{ createdAt: start, createdBy: null, removedAt: null, removedBy: null },
    ...{ lost: [], remaining: [], remainingCount: 0, rule: detectionRule },
    ...change,
  };
}

export function watchOf(certificate: string, change: Partial<ExpirationWatch> = {}): ExpirationWatch {
  return { ...newWatch(certificate), firingId: 'f1', ...change };
}

export function actionOf(id: string, change: Partial<ActionResult> = {}): ActionResult {
  return {
    ...{ id, type: 'sendNotification', outcome: 'pending', changed: false, before: null, after: null },
    ...{ errorCode: null, message: null, attempts: [], durationMs: 0 },
    ...change,
  };
}

export function triggerResultOf(actions: readonly ActionResult[], change: Partial<TriggerResult> = {}): TriggerResult {
  return {
    ...{ trigger: 't1', kind: 'action', result: 'matched', truth: null, leaves: [], actions, durationMs: 0 },
    ...change,
  };
}

/** A running firing of `certificate_uploaded` with these results of its one trigger. */
export function firingOf(
  id: string,
  actions: readonly ActionResult[],
  change: Partial<FiringDocument> = {},
): FiringDocument {
  return {
    ...{ _id: id, event: 'certificate_uploaded', occurrenceKey: id, resource: 'certificates', objectUuid: 'c1' },
    ...{ objectName: null, referenceObjectUuid: null, occurredAt: start, startedAt: start, finishedAt: null },
    ...{ durationMs: null, status: 'running', outcome: 'performed', causedBy: null, causeDepth: 0, uploadId: null },
    ...{ snapshotId: 's1', policy: 'combine', matchedTriggers: [], deliveriesOpen: 0, deliveriesFailed: 0 },
    ...{ message: null, repeatCount: 1, lastFiredAt: start, workflowId: 'w', runId: 'r' },
    actor: { type: 'system', uuid: null, name: 'system' },
    counts: { evaluated: 1, matched: 1, errors: 0, actionsOk: 0, actionsFailed: 0, actionsSkipped: 0 },
    triggers: [triggerResultOf(actions)],
    ...change,
  };
}

/** Rules of an event whose one trigger matches everything and tells these profiles; none: no trigger applies. */
export function rulesOf(profiles: readonly string[], change: Partial<FiringRules> = {}): FiringRules {
  const trigger: Trigger = {
    ...{ uuid: 't1', name: 'Tell', description: '', event: 'certificate_expiring', kind: 'action', enabled: true },
    actions: [{ id: 'a1', type: 'sendNotification', enabled: true, onError: 'continue', profiles }],
    ...{ condition: null, notificationProfiles: [], version: 1, createdAt: start, updatedAt: start },
  };
  const origin = { resource: 'settings', objectUuid: null } as const;
  const resolved = { trigger, configuredBy: 'admin', origin };
  const ready = { ...resolved, evaluate: () => ({ result: 'true' as const, leaves: [] }) };
  const isEmpty = profiles.length === 0;
  return {
    settings: defaultPlatformSettings,
    directory: directoryOf([userOf('admin')]),
    attributes: [],
    recordWithoutTriggers: false,
    conditionPaths: new Set(),
    setsOf: () => ({
      snapshotId: 's1',
      sets: {
        ...{ policy: 'combine', onConditionError: 'admit', places: [], ignore: [] },
        actions: isEmpty ? [] : [resolved],
      },
      ready: { ignore: [], actions: isEmpty ? [] : [ready], onConditionError: 'admit' },
      isEmpty,
      save: async () => undefined,
    }),
    recorded: () => Promise.reject(new Error('no firing was decided before')),
    rightsOf: () => new Set(permissions),
    fingerprint: () => 'rules',
    profiles,
    ...change,
  };
}

/** The outcome of a decision in which nothing but this happened. */
export function decisionOf(change: Partial<Decision> = {}): Decision {
  return {
    ...{ outcome: 'performed', withErrors: false, triggers: [], matched: [], effects: [] },
    categories: { groups: [], raProfile: null, owner: null, attributes: {} },
    ...change,
  };
}

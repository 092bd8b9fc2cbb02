import { log } from '@temporalio/activity';
import { mongo } from 'mongoose';
import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { missingRequired } from '../../domain/attributes/values';
import { certificateName, pendingCertificate } from '../../domain/certificates/pending';
import type { Categories, CertificateRecord } from '../../domain/certificates/certificate';
import type { Envelope } from '../../domain/events/envelope';
import { certificateEnvelope } from '../../domain/events/payloads';
import type { Firing } from '../../domain/firings/firing';
import { decide, haveSameCategories, type Decision, type ReadySets } from '../../domain/firings/decide';
import type { Directory } from '../../domain/actions/apply';
import type { Permission } from '../../domain/identity/permissions';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { CertificateDocument, CertificateStore } from '../../store/certificates/certificates';
import { uploadFiringId, uploadOccurrenceKey } from '../../store/database/derived-ids';
import type { FiringDocument, FiringStore } from '../../store/firings/firings';
import type { NoticeDocument, NoticeStore } from '../../store/firings/notice-payloads';
import { replacementKeysOf } from '../../store/certificates/replacement-keys';
import {
  contentOf,
  type PendingUpload,
  type UploadDocument,
  type UploadStore,
  type UploadWarning,
} from '../../store/uploads/uploads';
import type { UploadVerdict } from '../../temporal/messages/uploads';
import { readCertificate } from '../../x509/facts';
import type { ParsedCertificate, ParsedCertificates } from '../../x509/parsed-certificates';
import { toFiring, withoutDetails } from '../firings/record';

const event = 'certificate_uploaded';
/** Notification payloads of rejected uploads go when their deliveries end, at the latest then. */
const noticeLifeMs = 72 * 3_600_000;

/** What a decision is made from, beside the upload: read once for a batch. */
export interface Gathered {
  readonly sets: ResolvedSets;
  readonly snapshotId: string;
  readonly ready: ReadySets;
  readonly directory: Directory;
  readonly attributes: readonly AttributeDefinition[];
  readonly rightsOf: (userUuid: string) => ReadonlySet<Permission> | undefined;
  readonly ownerDefault: 'uploader' | 'none';
}

export interface AdmissionDeps {
  readonly uploads: UploadStore;
  readonly certificates: CertificateStore;
  readonly firings: FiringStore;
  readonly notices: NoticeStore;
  readonly addHistory: (admissions: readonly Admission[], at: Date) => Promise<void>;
  readonly removeHistory: (firingIds: readonly string[]) => Promise<void>;
  readonly parsed: ParsedCertificates<PendingUpload>;
  /** The sets as they are now, or, for a firing that was decided before, those of its snapshot. */
  readonly gather: (snapshotId?: string) => Promise<Gathered>;
  readonly now: () => Date;
  readonly tick: () => number;
}

/** How one upload of a batch ended. */
export interface Admission {
  readonly uploadId: string;
  readonly firingId: string;
  readonly verdict: UploadVerdict;
  readonly row: UploadDocument | undefined;
  readonly firing?: FiringDocument;
  readonly certificate?: CertificateDocument;
  readonly notice?: NoticeDocument;
  readonly warnings: readonly UploadWarning[];
  readonly hasEffects: boolean;
  /** False when an earlier run had closed it: nothing is written again. */
  readonly isNew: boolean;
}

interface RunOf {
  readonly workflowId: string;
  readonly runId: string;
  /** Deciding has failed for good: only look at what is stored. */
  readonly giveUp?: boolean;
}

/**
 * Gathers, decides each upload by itself, and stores what is admitted: firings and certificates in one write each.
 * Made again after a crash it comes to the same end, because a firing that is there names the snapshot of the
 * triggers that decided it.
 */
export async function admitBatch(deps: AdmissionDeps, uploadIds: readonly string[], run: RunOf): Promise<Admission[]> {
  const firingIds = uploadIds.map(uploadFiringId);
  // What this process claimed a moment ago it need not read: every write below holds also when it has changed since.
  const unknown = uploadIds.filter((uploadId) => deps.parsed.get(uploadId) === undefined);
  const [rows, decided, gathered] = await Promise.all([
    unknown.length === 0 ? [] : deps.uploads.load(unknown, { withContent: true }),
    unknown.length === 0 ? new Map<string, never>() : deps.firings.decided(unknown.map(uploadFiringId)),
    deps.gather(),
  ]);
  const rowById = new Map(rows.map((row) => [row._id, row]));
  const startedAt = deps.now();

  const admissions: Admission[] = [];
  for (const [index, uploadId] of uploadIds.entries()) {
    const firingId = firingIds[index]!;
    const row = deps.parsed.get(uploadId)?.row ?? rowById.get(uploadId);
    const before = decided.get(firingId);
    if (row === undefined || row.status !== 'processing') {
      admissions.push({
        uploadId,
        firingId,
        row,
        verdict: verdictOf(row),
        warnings: [],
        // Decided and closed by a run that ended before its effects were started.
        hasEffects: before?.status === 'running',
        isNew: false,
      });
      continue;
    }
    const recorded = before?.snapshotId;
    const basis =
      recorded === undefined || recorded === null || recorded === gathered.snapshotId
        ? gathered
        : await deps.gather(recorded);
    admissions.push(admitOne(deps, { row, firingId, gathered: basis, run, startedAt }));
  }
  return settle(deps, admissions, run);
}

function admitOne(
  deps: AdmissionDeps,
  {
    row,
    firingId,
    gathered,
    run,
    startedAt,
  }: { row: UploadDocument; firingId: string; gathered: Gathered; run: RunOf; startedAt: Date },
): Admission {
  const base = { firingId, occurrenceKey: uploadOccurrenceKey(row._id), row, gathered, run, startedAt, now: deps.now };
  try {
    if (run.giveUp === true) throw new Error('the batch could not be decided');
    const { facts, der } = parsedOf(deps, row);
    const owner = gathered.ownerDefault === 'uploader' ? row.uploader.uuid : null;
    const pending = pendingCertificate(facts, { uuid: row.certificateUuid, owner, source: 'upload', now: startedAt });
    const decision = decide({
      sets: gathered.ready,
      certificate: pending,
      requestAttributes: row.requestAttributes ?? {},
      actor: { type: 'user', ...row.uploader },
      now: row.createdAt,
      directory: gathered.directory,
      rightsOf: gathered.rightsOf,
      tick: deps.tick,
    });
    const certificate = withCategories(pending, decision.categories);
    return decision.outcome === 'ignored'
      ? rejection(base, decision, pending)
      : admission(base, decision, certificate, der);
  } catch (error) {
    log.error('an upload could not be decided', { uploadId: row._id, firingId, error });
    return failure(base, error);
  }
}

/** Most uploads end as they came in: a record of some sixty fields is not copied for nothing. */
function withCategories(pending: CertificateRecord, categories: Categories): CertificateRecord {
  return haveSameCategories(pending, categories) ? pending : { ...pending, ...categories };
}

type Base = {
  readonly firingId: string;
  readonly occurrenceKey: string;
  readonly row: UploadDocument;
  readonly gathered: Gathered;
  readonly run: RunOf;
  readonly startedAt: Date;
  readonly now: () => Date;
};

function admission(base: Base, decision: Decision, certificate: CertificateRecord, der: Buffer): Admission {
  const { row, firingId, gathered } = base;
  const { uuid, ...facts } = certificate;
  const firing = toFiring({
    ...firingFacts(base),
    decision,
    objectUuid: uuid,
    objectName: certificateName(certificate),
  });
  const document: CertificateDocument = {
    _id: uuid,
    der: new mongo.Binary(der),
    createdBy: row.uploader.uuid,
    replacementKeys: replacementKeysOf(certificate),
    admission: { uploadId: row._id, firingId, snapshotId: gathered.snapshotId },
    ...facts,
  };
  const missing = missingRequired(gathered.attributes, 'certificates', certificate.attributes);
  return {
    uploadId: row._id,
    firingId,
    row,
    verdict: 'stored',
    firing,
    certificate: document,
    warnings: missing.map((name) => ({
      code: 'required_attribute_missing',
      detail: `custom attribute ${name} is required and has no value`,
    })),
    hasEffects: decision.effects.length > 0,
    isNew: true,
    ...(decision.effects.length > 0
      ? {
          notice: noticeOf(
            base,
            certificateEnvelope(event, firingId, row.createdAt, certificate, uuid),
            certificate,
            false,
          ),
        }
      : {}),
  };
}

function rejection(base: Base, decision: Decision, pending: CertificateRecord): Admission {
  const { row, firingId } = base;
  const firing = toFiring({
    ...firingFacts(base),
    decision: withoutDetails(decision),
    objectUuid: null,
    objectName: null,
  });
  return {
    uploadId: row._id,
    firingId,
    row,
    verdict: 'ignored',
    firing,
    warnings: [],
    hasEffects: decision.effects.length > 0,
    isNew: true,
    ...(decision.effects.length > 0
      ? { notice: noticeOf(base, certificateEnvelope(event, firingId, row.createdAt, pending, null), pending, true) }
      : {}),
  };
}

/** Something outside any trigger went wrong; the firing says so and keeps no detail. */
function failure(base: Base, error: unknown): Admission {
  const { row, firingId } = base;
  const message = `the firing could not be carried out (${error instanceof Error ? error.name : 'Error'}); see the worker's log`;
  return {
    uploadId: row._id,
    firingId,
    row,
    verdict: 'failed',
    firing: toFiring({ ...firingFacts(base), decision: null, objectUuid: null, objectName: null, message }),
    warnings: [],
    hasEffects: false,
    isNew: true,
  };
}

function firingFacts({ firingId, occurrenceKey, row, gathered, run, startedAt, now }: Base) {
  return {
    firingId,
    occurrenceKey,
    event,
    resource: 'certificates',
    actor: { type: 'user', ...row.uploader } as Firing['actor'],
    uploadId: row.bundle ?? row._id,
    occurredAt: row.createdAt,
    startedAt,
    decidedAt: now(),
    snapshotId: gathered.snapshotId,
    policy: gathered.sets.policy,
    workflowId: run.workflowId,
    runId: run.runId,
  } as const;
}

function noticeOf(base: Base, envelope: Envelope, certificate: CertificateRecord, rejected: boolean): NoticeDocument {
  return {
    _id: base.firingId,
    envelope,
    rejected,
    actor: { type: 'user', ...base.row.uploader },
    certificateUuid: rejected ? null : certificate.uuid,
    ownerUuid: certificate.owner,
    groupUuids: certificate.groups,
    expiresAt: new Date(base.startedAt.getTime() + noticeLifeMs),
  };
}

function parsedOf(deps: AdmissionDeps, row: UploadDocument): ParsedCertificate {
  const parsed = deps.parsed.get(row._id);
  if (parsed !== undefined) return parsed;
  const content = contentOf(row);
  if (content === undefined) throw new Error('the upload has no content');
  return readCertificate(content);
}

function verdictOf(row: UploadDocument | undefined): UploadVerdict {
  if (row?.status === 'stored' || row?.status === 'ignored') return row.status;
  return row?.code === 'certificate_duplicate' ? 'duplicate' : 'failed';
}

/** Writes firings and certificates side by side, then puts right what another certificate's fingerprint refused. */
async function settle(deps: AdmissionDeps, admissions: Admission[], run: RunOf): Promise<Admission[]> {
  if (run.giveUp === true) return giveUp(deps, admissions);
  const fresh = admissions.filter((admission) => admission.isNew);
  const firings = fresh.flatMap((admission) => admission.firing ?? []);
  const certificates = fresh.flatMap((admission) => admission.certificate ?? []);
  const [, results] = await Promise.all([
    deps.firings.insert(firings),
    deps.certificates.insert(certificates),
    deps.notices.save(fresh.flatMap((admission) => admission.notice ?? [])),
    deps.addHistory(
      fresh.filter((admission) => admission.certificate !== undefined),
      deps.now(),
    ),
    deps.certificates.rememberKeys(
      certificates.map(({ spkiSha256, keyAlgorithm, keySize, curve, createdAt }) => ({
        _id: spkiSha256,
        algorithm: keyAlgorithm,
        size: keySize,
        curve,
        createdAt,
      })),
    ),
  ]);
  const lost = new Set(
    certificates.filter((_certificate, index) => results[index] === 'duplicate').map(({ _id }) => _id),
  );
  if (lost.size === 0) return admissions;
  const isLost = (admission: Admission) => admission.certificate !== undefined && lost.has(admission.certificate._id);
  const firingIds = admissions.filter(isLost).map((admission) => admission.firingId);
  await Promise.all([deps.firings.remove(firingIds), deps.notices.erase(firingIds), deps.removeHistory(firingIds)]);
  return admissions.map((admission) => {
    if (!isLost(admission)) return admission;
    const { firing: _firing, certificate: _certificate, notice: _notice, ...rest } = admission;
    return { ...rest, verdict: 'duplicate' as const, hasEffects: false, warnings: [] };
  });
}

/** What an earlier attempt stored stays stored; the rest has failed. */
async function giveUp(deps: AdmissionDeps, admissions: Admission[]): Promise<Admission[]> {
  const fresh = admissions.filter((admission) => admission.isNew);
  const fingerprints = fresh.flatMap((admission) => admission.row?.activeFingerprint ?? []);
  const held = await deps.certificates.findByFingerprints(fingerprints);
  const ended = admissions.map((admission) => {
    const { row } = admission;
    const isStored =
      admission.isNew &&
      row?.activeFingerprint !== undefined &&
      held.get(row.activeFingerprint) === row.certificateUuid;
    if (!isStored) return admission;
    const { firing: _firing, ...rest } = admission;
    return { ...rest, verdict: 'stored' as const };
  });
  await deps.firings.insert(ended.flatMap((admission) => (admission.isNew ? (admission.firing ?? []) : [])));
  return ended;
}

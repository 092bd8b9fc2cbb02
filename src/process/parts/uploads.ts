import { randomUUID } from 'node:crypto';
import { createUploadActivities } from '../../activities/uploads';
import { createUploadReadRoutes } from '../../api/uploads/resource';
import { createUploadRoutes } from '../../api/uploads/routes';
import { millisecondsOf } from '../../domain/values/duration';
import { createAccept } from '../../services/uploads/accept';
import { createAdmission } from '../../services/uploads/admission';
import { createArrivals } from '../../services/uploads/arrivals';
import { uploadAuditEntries } from '../../services/uploads/audit';
import { createRuns } from '../../services/uploads/gathered-runs';
import { createIdempotency } from '../../services/uploads/idempotency';
import { createIntake } from '../../services/uploads/intake';
import { createLostClaims, type LostClaims } from '../../services/uploads/lost-claims';
import { recordOutcomes, type RecordDeps, type UploadOutcome } from '../../services/uploads/records';
import { createRejections } from '../../services/uploads/rejections';
import { createInsistent } from '../../services/work/insistent';
import { createUploadService } from '../../services/uploads/upload-service';
import { toNamed } from '../../store/certificates/replacement-candidates';
import { createUploadRuns } from '../../temporal/runs/uploads';
import type { Foundation } from '../foundation';
import { createFiringPipeline } from './firings';
import type { ApiContext, Part, PartContext } from './part';

/** An upload of a process that lives is looked at after this long. */
const staleAfterMs = 5 * 60_000;
const startTimeoutMs = 5_000;
/** A certificate that is not kept any more was most likely a large one. */
const letGoBytes = 65_536;

export function uploadsPart(context: PartContext): Part {
  const { foundation } = context;
  const lost = lostClaims(foundation);
  return {
    name: 'uploads',
    workflows: ['certificateUploaded'],
    routes: (api) => [...uploadRoutes(foundation, api), ...readRoutes(foundation)],
    activities: () => ({ certloom: uploadActivities(context) }),
    lookAround: lost.lookAround,
    inherit: lost.inherit,
  };
}

function uploadRoutes(
  { stores, client, queueName, logger, metrics, now, parsed, verdicts, keyFor, lease, sealValue }: Foundation,
  { audit, isStopping }: ApiContext,
) {
  const settings = async () => (await stores.settings.get()).values;
  // Settings are checked when they are saved; an unreadable one of another release falls back.
  const syncTimeoutMs = async () => millisecondsOf((await settings()).syncTimeout, 30_000);
  const answered = metrics.histogram(
    'upload_answer_seconds',
    'Time until an upload was answered.',
    ['mode'],
    [{ mode: 'sync' }, { mode: 'async' }],
  );
  const arrivals = createArrivals();
  const service = createUploadService({
    accept: createAccept({
      uploads: stores.uploads,
      intake: createIntake(stores.uploads, stores.certificates),
      parsed,
      retentionMs: async () => millisecondsOf((await settings()).uploads.retention, 30 * 86_400_000),
      newId: randomUUID,
      owner: lease.id,
      now,
    }),
    uploads: stores.uploads,
    ownership: stores.uploadOwnership,
    runs: createRuns({
      runs: createUploadRuns(client, queueName, verdicts),
      uploads: stores.uploads,
      syncTimeoutMs,
      logger,
      arriving: arrivals.count,
      bytesOf: (uploadId) => parsed.get(uploadId)?.der.length ?? letGoBytes,
    }),
    parsed,
    isStopping,
  });
  return createUploadRoutes({
    service,
    uploads: stores.uploads,
    arrivals,
    idempotency: createIdempotency({
      keys: stores.idempotency,
      hashKey: keyFor('idempotency'),
      recall: service.recall,
      owner: lease.id,
      isGone: lease.isGone,
      now,
    }),
    audit,
    rejections: rejectionsOf(stores),
    settings: async () => {
      const { maxCertificates, maxBytes } = (await settings()).upload;
      return { syncTimeoutMs: await syncTimeoutMs(), maxCertificates, maxBytes };
    },
    seal: sealValue,
    attributes: async () => [...(await stores.directory.snapshot()).attributes.values()],
    valuesOf: async (certificate) => (await stores.inventory.find(certificate))?.attributes ?? null,
    observe: (mode, seconds) => answered.observe({ mode }, seconds),
  });
}

function rejectionsOf({ firings, snapshots }: Foundation['stores']) {
  return createRejections({ firings, snapshots, steadyClock: () => performance.now() });
}

function readRoutes({ stores }: Foundation) {
  const { uploads, uploadList } = stores;
  const { read, itemsOf, progressOf } = uploads;
  return createUploadReadRoutes({
    rejections: rejectionsOf(stores),
    uploads: { read, itemsOf, progressOf, list: uploadList.list, count: uploadList.count },
  });
}

function uploadActivities({ foundation, expiration }: PartContext) {
  const { stores, now, parsed, verdicts, logger } = foundation;
  const records: RecordDeps = {
    uploads: stores.uploads,
    auditOutcomes: (outcomes) => auditOutcomes(foundation, outcomes),
    inBackground: createInsistent({
      onFault: (error) => logger.error({ err: error }, 'uploads are stored but not closed; they are closed later'),
    }),
    detectReplacements: async (stored) => void (await expiration.detection.detectAmong(stored.map(toNamed))),
    logger,
    now,
  };
  return createUploadActivities(
    createAdmission({
      pipeline: createFiringPipeline(foundation),
      uploads: stores.uploads,
      ownership: stores.uploadOwnership,
      certificates: stores.certificates,
      firings: stores.firings,
      parsed,
      recordOutcomes: (admissions) => recordOutcomes(records, admissions),
      announceVerdicts: (batchId, decided) => verdicts.tell(batchId, decided),
      now,
    }),
  );
}

function lostClaims(foundation: Foundation): LostClaims {
  const { stores, client, queueName, adjustments, lease, logger, now } = foundation;
  const runs = createUploadRuns(client, queueName);
  return createLostClaims({
    ownership: stores.uploadOwnership,
    uploads: stores.uploads,
    firings: stores.firings,
    startBatch: (batchId, uploadIds) => runs.start({ batchId, uploadIds }, startTimeoutMs),
    auditOutcomes: (outcomes) => auditOutcomes(foundation, outcomes),
    owner: lease.id,
    isAlive: lease.isAlive,
    newId: randomUUID,
    staleAfterMs: adjustments.staleAfterMs ?? staleAfterMs,
    logger,
    now,
  });
}

async function auditOutcomes({ stores, now }: Foundation, outcomes: readonly UploadOutcome[]): Promise<void> {
  const { output, verbose } = (await stores.settings.get()).values.audit;
  if (output === 'database' || output === 'all')
    await stores.audit.append(uploadAuditEntries(outcomes, { now: now(), verbose }));
}

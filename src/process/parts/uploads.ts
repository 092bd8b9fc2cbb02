import { createSweepActivities } from '../../activities/upload-sweep';
import { createUploadActivities } from '../../activities/uploads';
import { createUploadReadRoutes } from '../../api/uploads/resource';
import { createUploadRoutes } from '../../api/uploads/routes';
import { millisecondsOf } from '../../domain/values/duration';
import { createGather } from '../../services/firings/gather';
import { createUploadService } from '../../services/uploads/accept';
import type { Admission } from '../../services/uploads/admission';
import { createArrivals } from '../../services/uploads/arrivals';
import { uploadAuditEntries } from '../../services/uploads/audit';
import { createRuns } from '../../services/uploads/gathered-runs';
import { createIdempotency } from '../../services/uploads/idempotency';
import { createIntake } from '../../services/uploads/intake';
import { toRelated } from '../../store/certificates/replacement-candidates';
import { createUploadRuns } from '../../temporal/runs/uploads';
import { uploadSweepSchedule } from '../../temporal/schedules/upload-sweep';
import type { Foundation } from '../foundation';
import { createFiringCounter } from './firings';
import type { ApiContext, Part, PartContext } from './part';

/** A claim without a running workflow is looked at after this long. */
const sweepAfterMs = 5 * 60_000;
const startTimeoutMs = 5_000;

export function uploadsPart(context: PartContext): Part {
  const { foundation } = context;
  return {
    name: 'uploads',
    workflows: ['certificateUploaded', 'uploadSweep'],
    routes: (api) => [...uploadRoutes(foundation, api), ...readRoutes(foundation)],
    activities: () => ({ certloom: { ...uploadActivities(context), ...sweepActivities(context) } }),
    schedules: async () => [uploadSweepSchedule(foundation.queueName)],
  };
}

function uploadRoutes(
  { stores, client, queueName, logger, metrics, now, parsed, verdicts, keyFor }: Foundation,
  { audit, isStopping }: ApiContext,
) {
  const settings = async () => (await stores.settings.get()).values;
  // Settings are checked when they are saved; an unreadable one of another release falls back.
  const syncTimeoutMs = async () => millisecondsOf((await settings()).syncTimeout, 30_000);
  const answered = metrics.histogram('upload_answer_seconds', 'Time until an upload was answered.', ['mode']);
  const arrivals = createArrivals();
  const service = createUploadService({
    uploads: stores.uploads,
    intake: createIntake(stores.uploads, stores.certificates),
    runs: createRuns({
      runs: createUploadRuns(client, queueName, verdicts),
      uploads: stores.uploads,
      syncTimeoutMs,
      logger,
      arriving: arrivals.count,
    }),
    parsed,
    retentionMs: async () => millisecondsOf((await settings()).uploads.retention, 30 * 86_400_000),
    now,
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
      now,
    }),
    audit,
    settings: async () => {
      const { maxCertificates, maxBytes } = (await settings()).upload;
      return { syncTimeoutMs: await syncTimeoutMs(), maxCertificates, maxBytes };
    },
    attributes: async () => [...(await stores.directory.snapshot()).attributes.values()],
    observe: (mode, seconds) => answered.observe({ mode }, seconds),
  });
}

function readRoutes({ stores: { uploads, uploadList } }: Foundation) {
  const { read, itemsOf, progressOf } = uploads;
  return createUploadReadRoutes({ uploads: { read, itemsOf, progressOf, list: uploadList.list } });
}

function uploadActivities({ foundation, expiration }: PartContext) {
  const { stores, now, parsed, verdicts, logger, metrics } = foundation;
  const countFirings = createFiringCounter(metrics);
  const besides = new Set<Promise<void>>();
  return createUploadActivities({
    uploads: stores.uploads,
    certificates: stores.certificates,
    firings: stores.firings,
    notices: stores.notices,
    parsed,
    gather: createGather(stores, 'certificate_uploaded'),
    now,
    tick: () => performance.now(),
    tell: (batchId, decided) => verdicts.tell(batchId, decided),
    auditOutcomes: async (outcomes) => {
      const { output, verbose } = (await stores.settings.get()).values.audit;
      if (output === 'database' || output === 'all')
        await stores.audit.append(uploadAuditEntries(outcomes, { now: now(), verbose }));
    },
    removeHistory: (firingIds) => stores.certificateHistory.remove(firingIds),
    addHistory: (admissions, at) =>
      stores.certificateHistory.add(admissions.flatMap((admission) => uploadHistory(admission, at))),
    beside: (work) => {
      const promise: Promise<void> = work()
        .catch((error: unknown) =>
          logger.error({ err: error }, 'uploads are stored but not closed; the sweep closes them'),
        )
        .finally(() => besides.delete(promise));
      besides.add(promise);
    },
    countFirings: (admissions) => countFirings(admissions.flatMap(({ firing }) => firing ?? [])),
    detectReplacements: async (stored) => void (await expiration.detection.detectAmong(stored.map(toRelated))),
  });
}

function sweepActivities({ foundation, tidy }: PartContext) {
  const { stores, client, queueName, adjustments, now } = foundation;
  const runs = createUploadRuns(client, queueName);
  return createSweepActivities({
    uploads: stores.uploads,
    firings: stores.firings,
    startBatch: (batchId, uploadIds) => runs.start({ batchId, uploadIds }, startTimeoutMs),
    now,
    tidy,
    sweepAfterMs: adjustments.sweepAfterMs ?? sweepAfterMs,
  });
}

function uploadHistory({ certificate, row, firingId }: Admission, at: Date) {
  if (certificate === undefined || row === undefined) return [];
  return [
    {
      id: firingId,
      certificate: certificate._id,
      created: at,
      createdBy: { uuid: row.uploader.uuid, name: row.uploader.name },
      event: 'upload' as const,
      status: 'success' as const,
      message: 'uploaded',
      additionalInformation: { firingId, uploadId: row.bundle ?? row._id },
    },
  ];
}

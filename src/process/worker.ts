import { setTimeout as sleep } from 'node:timers/promises';
import { createDigestSettlement } from '../services/notifications/digest-settlement';
import { createEffectActivities } from '../activities/effects';
import type { Admission } from '../services/uploads/admission';
import { createExpirationDigestActivities } from '../activities/digests';
import { createSweepActivities } from '../activities/upload-sweep';
import { createUploadActivities } from '../activities/uploads';
import { uploadAuditEntries } from '../services/uploads/audit';
import { ensureSchedules } from '../temporal/schedules/schedules';
import { createUploadRuns } from '../temporal/runs/uploads';
import { startWorkers, type RunningWorkers } from '../temporal/workers';
import type { TaskQueue } from '../temporal/ids';
import type { FiringDocument } from '../store/firings/firings';
import { toRelated } from '../store/certificates/replacement-candidates';
import type { Foundation } from './foundation';
import { createExpiration } from './parts/expiration';
import { expirationScheduleOf } from './parts/expiration-schedule';
import { createGather } from '../services/firings/gather';
import type { Notifications } from './parts/notifications';
import { startReplacementKeyFill } from '../services/expiration/replacement-key-fill';
import { createScanAlarm } from '../services/expiration/scan-alarm';

/** Spec 7.2: a claim without a running workflow is looked at after this long. */
const sweepAfterMs = 5 * 60_000;
/** Entries of the event log's database view. */
const eventLogDays = 365;
const startTimeoutMs = 5_000;

export interface WorkerProcess extends RunningWorkers {
  readonly serves: readonly TaskQueue[];
}

/** The working half: task queues of this process, and the schedules that all workers make sure of. */
export async function startWorkerProcess(
  foundation: Foundation,
  notifications: Notifications,
  options: { readonly workflowBundle: string; readonly serves: readonly TaskQueue[] },
): Promise<WorkerProcess> {
  const { workflowBundle, serves } = options;
  const { stores, now, client, addresses, queueName, adjustments, metrics, parsed, verdicts, logger } = foundation;
  const firings = metrics.counter('firings_total', 'Firings by event, status and outcome.', [
    'event',
    'status',
    'outcome',
  ]);
  const runs = createUploadRuns(client, queueName);

  const expiration = createExpiration(foundation, notifications.streams);
  const countFirings = (counted: readonly FiringDocument[]) => {
    for (const { event, status, outcome } of counted) firings.inc({ event, status, outcome: outcome ?? 'none' });
  };
  const { scan, batch } = expiration.activities(countFirings);
  const digest = createExpirationDigestActivities({
    items: stores.digestItems,
    deliveries: stores.deliveries,
    profiles: (uuids) => stores.profiles.findMany(uuids),
    batches: stores.scanBatches,
    writer: notifications.digestWriter,
    now,
    tick: () => performance.now(),
    ...(adjustments.deliveryPace === undefined ? {} : { pace: adjustments.deliveryPace }),
  });

  const scans = metrics.counter('expiration_scans_total', 'Scans for expiring certificates that ended, by result.', [
    'result',
  ]);
  const countedScan: typeof scan = {
    ...scan,
    async endScan(state) {
      await scan.endScan(state);
      scans.inc({ result: 'finished' });
    },
    async failScan(scanId, message) {
      await scan.failScan(scanId, message);
      scans.inc({ result: 'failed' });
    },
  };

  const besides = new Set<Promise<void>>();
  const uploads = createUploadActivities({
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
  const effects = createEffectActivities({
    firings: stores.firings,
    notices: stores.notices,
    notifications: notifications.activities,
    deliveries: {
      openIds: stores.deliveries.openIds,
      openMoments: stores.deliveries.openMoments,
      countOpen: notifications.ledger.countOpen,
      cancelOpen: notifications.ledger.cancelOpen,
    },
    digests: createDigestSettlement({ items: stores.digestItems, deliveries: stores.deliveries }),
    loadSets: (snapshotId) => stores.snapshots.load(snapshotId),
    now,
    wait: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
  });
  const sweep = createSweepActivities({
    uploads: stores.uploads,
    firings: stores.firings,
    startBatch: (batchId, uploadIds) => runs.start({ batchId, uploadIds }, startTimeoutMs),
    now,
    tidy: async () => {
      await stores.deliveries.eraseOverdue(now());
      await stores.eventLog.removeOlder(new Date(now().getTime() - eventLogDays * 86_400_000));
      const year = new Date(now().getTime() - 365 * 86_400_000);
      await stores.expirationScans.removeOlder(year);
      await stores.scanAlarms.removeOlder(year);
    },
    sweepAfterMs: adjustments.sweepAfterMs ?? sweepAfterMs,
  });

  const workers = await startWorkers({
    address: addresses.temporalAddress,
    namespace: addresses.temporalNamespace,
    serves,
    queueName,
    workflowBundle: { codePath: workflowBundle },
    activities: {
      certloom: { ...uploads, ...batch, noteBatch: digest.noteBatch, ...effects, ...sweep },
      delivery: effects,
      scan: { ...countedScan, ...digest },
    },
  });
  if (adjustments.queueName === undefined) {
    const { cron } = (await stores.settings.read()).values.expirationScan;
    await ensureSchedules(client, queueName, { scanCron: cron });
  }
  const schedule = expirationScheduleOf(foundation);
  const scanAlarm = createScanAlarm({
    alarms: stores.scanAlarms,
    scans: stores.expirationScans,
    schedule: () => client.connection.withDeadline(Date.now() + 5_000, () => schedule.describe()),
    directory: stores.directory,
    tell: notifications.tellScanAlarm,
    now,
    startedAt: now(),
    onFault: (error) => logger.warn({ err: error }, 'the expiration scan could not be looked after'),
  });
  // Without the schedule of the product there is no scan to miss.
  if (adjustments.queueName === undefined) scanAlarm.start();
  const keyFill = startReplacementKeyFill({ gaps: stores.replacementKeyGaps, now, logger });
  const stop = async () => {
    await Promise.all([scanAlarm.stop(), keyFill.stop()]);
    await workers.stop();
  };
  let stopped: Promise<void> | undefined;
  // A second stop waits for the first: its connection can be closed only once.
  return { ...workers, serves, stop: () => (stopped ??= stop()) };
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

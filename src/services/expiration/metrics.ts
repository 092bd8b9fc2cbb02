import { patiently } from '../work/patience';
import type { ExpiringView } from './view';
import { firstEnds } from '../../domain/expiration/first-ends';
import type { ScanAlarmCode } from '../../domain/expiration/scan-alarm';
import type { Logger } from '../../telemetry/logging';
import type { Metrics } from '../../telemetry/metrics';
import type { ExpirationScanStore } from '../../store/expiration/scans';
import type { ScanAlarmStore } from '../../store/expiration/scan-alarms';
import type { DirectoryStore } from '../../store/identity/directory';

/** Readings closer together than this share one look. */
const freshMs = 5_000;
/** The inventory is walked this often at most. */
const tallyAgeMs = 60_000;
/** Triggers are decided for each certificate then. */
const reachAgeMs = 5 * 60_000;
/** A reading waits no longer for a walk: the one after it has its result. */
const patienceMs = 3_000;
const codes: readonly ScanAlarmCode[] = ['scan_overdue', 'scan_failed', 'scan_paused'];

export interface ExpirationMetricsDeps {
  readonly stores: {
    readonly expirationScans: Pick<ExpirationScanStore, 'latestGood' | 'latestFailed'>;
    readonly scanAlarms: Pick<ScanAlarmStore, 'open'>;
    readonly directory: Pick<DirectoryStore, 'snapshot'>;
  };
  readonly metrics: Pick<Metrics, 'gauge'>;
  /** Workers that poll each task queue. */
  readonly countPollers: () => Promise<Iterable<readonly [queue: string, count: number]>>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now: () => Date;
}

/**
 * Metrics of the scan and of what it looks for, read from the database when they are asked for: every process that
 * serves them says the same, wherever the workers run. What cannot be read keeps its last value.
 */
export function exposeExpirationMetrics(
  deps: ExpirationMetricsDeps,
  view: Pick<ExpiringView, 'tally' | 'reach'>,
): void {
  const { stores, metrics, now, countPollers, logger } = deps;
  const startedAt = now();
  let refreshed: { readonly at: number; readonly done: Promise<void> } | undefined;
  const collect = () => {
    const at = performance.now();
    if (refreshed === undefined || at - refreshed.at > freshMs) refreshed = { at, done: refresh() };
    return refreshed.done;
  };
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    metrics.gauge(name, help, labels, collect);

  const age = gauge(
    'expiration_scan_age_seconds',
    'Time since the last good scan for expiring certificates ended; before the first, since this process started.',
  );
  const duration = gauge('expiration_scan_duration_seconds', 'How long the last good scan took.');
  const found = gauge('expiration_scan_certificates', 'Certificates of the last good scan, by what came of them.', [
    'result',
  ]);
  const succeeded = gauge('expiration_scan_last_success_timestamp_seconds', 'When the last good scan ended; 0: never.');
  const failed = gauge('expiration_scan_last_failure_timestamp_seconds', 'When the last failed scan ended; 0: never.');
  const alarm = gauge('expiration_scan_alarm', '1 while administrators are told of the scan for this reason.', [
    'code',
  ]);
  const firstEnd = gauge(
    'certificates_not_after_timestamp_seconds',
    'The first notAfter of issued certificates without a valid replacement, by RA profile; of those that end inside the widest window or within 90 days, or have ended and are not acknowledged since.',
    ['ra_profile'],
  );
  const expiring = gauge(
    'certificates_expiring',
    'Issued certificates without a valid replacement that end within this time.',
    ['within'],
  );
  const expired = gauge(
    'certificates_expired',
    'Issued certificates that have ended without a valid replacement, and that nobody has acknowledged since.',
  );
  const unreached = gauge(
    'certificates_reaching_nobody',
    'Certificates without a valid replacement that nobody would be told about, as triggers, profiles and recipients stand; of those that end inside the widest window, or have ended and are not acknowledged since.',
  );
  const pollers = gauge('task_queue_pollers', 'Workers that poll the task queue, as Temporal sees them.', ['queue']);

  async function readScans(): Promise<void> {
    const [good, bad] = await Promise.all([stores.expirationScans.latestGood(), stores.expirationScans.latestFailed()]);
    const goodEnd = good?.finishedAt ?? good?.startedAt ?? null;
    age.set(Math.max(0, now().getTime() - (goodEnd ?? startedAt).getTime()) / 1000);
    succeeded.set(seconds(goodEnd));
    failed.set(seconds(bad?.finishedAt ?? bad?.startedAt ?? null));
    if (good === null || goodEnd === null) return;
    duration.set(Math.max(0, goodEnd.getTime() - good.startedAt.getTime()) / 1000);
    for (const [result, count] of Object.entries(good.counts) as [string, number][])
      if (result !== 'batches') found.set({ result }, count);
  }

  async function readAlarms(): Promise<void> {
    const open = await stores.scanAlarms.open();
    const active = new Set(open.filter(({ overAt }) => overAt === null).map(({ code }) => code));
    for (const code of codes) alarm.set({ code }, active.has(code) ? 1 : 0);
  }

  async function readReach(): Promise<void> {
    const reach = await patiently(view.reach(reachAgeMs), patienceMs);
    if (reach !== undefined) unreached.set(reach.reachingNobody);
  }

  async function readTally(): Promise<void> {
    const tally = await patiently(view.tally(tallyAgeMs), patienceMs);
    if (tally === undefined) return;
    for (const [days, count] of tally.within) expiring.set({ within: `${days}d` }, count);
    expired.set(tally.total.expired);
    const { raProfiles } = await stores.directory.snapshot();
    firstEnd.reset();
    const ends = firstEnds(tally.first, (uuid) => raProfiles.get(uuid)?.name ?? uuid);
    for (const [label, notAfter] of ends) firstEnd.set({ ra_profile: label }, seconds(notAfter));
  }

  async function readPollers(): Promise<void> {
    for (const [queue, count] of await countPollers()) pollers.set({ queue }, count);
  }

  async function refresh(): Promise<void> {
    const readings = await Promise.allSettled([readScans(), readAlarms(), readTally(), readReach(), readPollers()]);
    for (const reading of readings) {
      if (reading.status === 'rejected') logger.warn({ err: reading.reason as unknown }, 'a metric could not be read');
    }
  }
}

function seconds(moment: Date | null): number {
  return moment === null ? 0 : Math.floor(moment.getTime() / 1000);
}

import { randomUUID } from 'node:crypto';
import { calendarFeed } from '../../api/expiration/calendar';
import { createExpiringFeedRoutes } from '../../api/expiration/feed';
import { createExpiringRoutes } from '../../api/expiration/routes';
import { createExpirationScanRoutes } from '../../api/expiration/scan';
import { createCalendarReader } from '../../services/expiration/calendar';
import { exposeExpirationMetrics } from '../../services/expiration/metrics';
import type { BackFillChain } from '../../services/work/back-fill';
import { relationFill } from '../../services/expiration/relation-fill';
import { replacementKeyFill } from '../../services/expiration/replacement-key-fill';
import { createScanAlarm } from '../../services/expiration/scan-alarm';
import { expirationScanSchedule } from '../../temporal/schedules/expiration-scan';
import { countPollers } from '../../temporal/pollers';
import { createFiringPipeline } from './firings';
import { scanJobOf } from './job-executions';
import type { Background, Part, PartContext } from './part';

/** How long reports of scans and their alarms are kept. */
const keptMs = 365 * 86_400_000;

export function expirationPart(context: PartContext): Part {
  const { foundation, expiration } = context;
  const { stores, now, publicUrl, runUrl, queueName } = foundation;
  const { view, schedule } = expiration;
  const cron = async () => (await stores.settings.read()).values.expirationScan.cron;
  return {
    name: 'expiration',
    workflows: ['certificateExpiring', 'expirationScan'],
    routes: () => [
      ...createExpirationScanRoutes({
        schedule,
        scans: stores.expirationScans,
        requests: stores.scanRequests,
        newId: randomUUID,
        alarms: async () => (await stores.scanAlarms.open()).filter(({ overAt }) => overAt === null),
        cron: async () => (await stores.settings.get()).values.expirationScan.cron,
        runUrl,
        now,
      }),
      ...createExpiringRoutes({
        inventory: stores.inventory,
        acknowledgements: expiration.acknowledgements,
        directory: stores.directory,
        view,
        now,
      }),
      ...createExpiringFeedRoutes({ feeds: stores.calendarFeeds, publicUrl, now }),
    ],
    pages: () => [
      {
        path: '/calendar',
        router: calendarFeed({
          read: createCalendarReader(
            { stores, now, certificateUrl: (id, from) => foundation.pageUrl({ kind: 'certificate', id }, from) },
            view,
          ),
        }),
      },
    ],
    exposeMetrics: () =>
      exposeExpirationMetrics({ ...foundation, countPollers: () => countPollers(foundation.client, queueName) }, view),
    activities: () => activitiesOf(context),
    schedules: async () => [expirationScanSchedule(queueName, await cron())],
    startBackground: () => scanAlarmOf(context),
    backFills: () => backFillsOf(context),
    tidy: async (at) => {
      const before = new Date(at.getTime() - keptMs);
      await stores.expirationScans.removeOlder(before);
      await stores.scanAlarms.removeOlder(before);
      await stores.scanRequests.removeOlder(before);
    },
  };
}

function activitiesOf({ foundation, expiration, authorities }: PartContext) {
  const scans = foundation.metrics.counter(
    'expiration_scans_total',
    'Scans for expiring certificates that ended, by result.',
    ['result'],
    [{ result: 'finished' }, { result: 'failed' }],
  );
  const countScan = (result: 'finished' | 'failed') => scans.inc({ result });
  const { scan, batch } = expiration.activities(createFiringPipeline(foundation), countScan, {
    job: scanJobOf(foundation),
    saysWhenToRenew: authorities.registry.saysWhenToRenew,
  });
  return { certloom: batch, scan };
}

/** Keys first, so that what they lead to is found from then on. */
function backFillsOf({ foundation: { stores, now }, expiration }: PartContext): BackFillChain {
  return [
    replacementKeyFill({
      gaps: stores.replacementKeyGaps,
      forgetChecks: () => stores.expirationWatches.forgetChecks(),
      now,
    }),
    relationFill({ relations: stores.relations, judgeOutdated: expiration.detection.judgeOutdated }),
  ];
}

/** Without the schedule of the product there is no scan to miss. */
function scanAlarmOf({ foundation, expiration, notifications }: PartContext): Background[] {
  const { stores, now, client, logger, adjustments, publicUrl } = foundation;
  if (adjustments.queueName !== undefined) return [];
  const alarm = createScanAlarm({
    alarms: stores.scanAlarms,
    scans: stores.expirationScans,
    schedule: () => client.connection.withDeadline(Date.now() + 5_000, () => expiration.schedule.describe()),
    tellAdministrators: notifications.tellAdministrators,
    scanUrl: `${publicUrl}/api/v1/expiration-scan`,
    now,
    startedAt: now(),
    onFault: (error) => logger.warn({ err: error }, 'the expiration scan could not be looked after'),
  });
  alarm.start();
  return [alarm];
}

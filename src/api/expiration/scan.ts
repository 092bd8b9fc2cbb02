import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { ExpirationScan, ExpirationScanStore } from '../../store/expiration/scans';
import type { ScanAlarm } from '../../store/expiration/scan-alarms';
import type { ExpirationSchedule } from '../../temporal/schedules/expiration-schedule';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { isoDate, line, page, pageQuery, z } from '../http/schemas';

export interface ExpirationScanRouteDeps {
  readonly schedule: ExpirationSchedule;
  readonly scans: Pick<ExpirationScanStore, 'find' | 'latest' | 'latestGood' | 'list'>;
  /** Alarms that are on. */
  readonly alarms: () => Promise<readonly ScanAlarm[]>;
  readonly cron: () => Promise<string>;
  /** Address of a run in the Temporal UI; null when none is known. */
  readonly runUrl: (workflowId: string, runId: string) => string | null;
  readonly now: () => Date;
}

const text = z.string();
const number = z.number().int();
const note = line(1, 200);

const run = { workflowId: text, runId: text, runUrl: text.nullable() };
const scanView = z
  .strictObject({
    scanId: text,
    status: z.enum(['running', 'finished', 'failed']),
    slot: isoDate,
    startedAt: isoDate,
    finishedAt: isoDate.nullable(),
    durationMs: number.nullable(),
    counts: z.strictObject({
      examined: number,
      due: number,
      replaced: number,
      fired: number,
      folded: number,
      batches: number,
    }),
    message: text.nullable(),
    ...run,
  })
  .openapi('ExpirationScan');

const overview = z
  .strictObject({
    schedule: z
      .strictObject({
        cron: text,
        paused: z.boolean(),
        note: text.nullable(),
        nextRuns: z.array(isoDate),
        lastRun: z.strictObject({ ...run, scheduledAt: isoDate, startedAt: isoDate }).nullable(),
        running: z.array(z.strictObject(run)),
      })
      .nullable()
      .openapi({ description: 'Null while Temporal has no such schedule; a start or `run` makes it.' }),
    latest: scanView.nullable(),
    latestGood: scanView.nullable(),
    ageSeconds: number.nullable().openapi({ description: 'Since the last good scan ended; null before the first.' }),
    alarms: z.array(z.strictObject({ code: text, text, since: isoDate })),
  })
  .openapi('ExpirationScanOverview');

const scanId = z
  .string()
  .max(40)
  .regex(/^\d{8}T\d{6,9}Z$/, 'the id of a scan is expected');

const tag = 'Expiring';
const read = 'expiring:read';
const write = 'expiring:write';

/** The controls of the hourly scan, and the scans as they ran. */
export function createExpirationScanRoutes(deps: ExpirationScanRouteDeps): Route[] {
  const { schedule, scans, now } = deps;
  const toView = (scan: ExpirationScan) => ({
    ...scan,
    durationMs: scan.finishedAt === null ? null : Math.max(0, scan.finishedAt.getTime() - scan.startedAt.getTime()),
    runUrl: deps.runUrl(scan.workflowId, scan.runId),
  });
  const linked = <T extends { workflowId: string; runId: string }>(started: T) => ({
    ...started,
    runUrl: deps.runUrl(started.workflowId, started.runId),
  });
  return [
    defineRoute({
      method: 'get',
      path: '/expiration-scan',
      operationId: 'readExpirationScan',
      tag,
      summary: 'Schedule and state of the scan for expiring certificates',
      permission: read,
      responses: { 200: { description: 'The scan', schema: overview } },
      async handle() {
        const [state, cron, latest, good, alarms] = await Promise.all([
          schedule.describe(),
          deps.cron(),
          scans.latest(),
          scans.latestGood(),
          deps.alarms(),
        ]);
        const age = good === null ? null : now().getTime() - (good.finishedAt ?? good.startedAt).getTime();
        return {
          status: 200,
          body: {
            schedule:
              state === null
                ? null
                : {
                    cron,
                    ...state,
                    lastRun: state.lastRun === null ? null : linked(state.lastRun),
                    running: state.running.map(linked),
                  },
            latest: latest === null ? null : toView(latest),
            latestGood: good === null ? null : toView(good),
            ageSeconds: age === null ? null : Math.max(0, Math.floor(age / 1000)),
            alarms: alarms.map(({ code, text: told, openedAt }) => ({ code, text: told, since: openedAt })),
          },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/expiration-scan/run',
      operationId: 'runExpirationScan',
      tag,
      summary: 'Scans now',
      description:
        'Also while the schedule is paused. While a scan is running no second one is started. Certificates that have fired in this hour (UTC) do not fire again: a firing belongs to a certificate and an hour.',
      permission: write,
      audit: { operation: 'expiring.run-scan', resource: 'expiring' },
      responses: {
        202: {
          description: 'Asked for',
          schema: z.strictObject({
            requestedAt: isoDate,
            alreadyRunning: z.boolean().openapi({ description: 'A scan was running, so that none was started.' }),
          }),
        },
      },
      async handle() {
        const before = await schedule.describe();
        await schedule.run();
        return {
          status: 202,
          body: { requestedAt: now(), alreadyRunning: (before?.running.length ?? 0) > 0 },
          headers: { Location: '/api/v1/expiration-scan' },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/expiration-scan/pause',
      operationId: 'pauseExpirationScan',
      tag,
      summary: 'Pauses the schedule; administrators are told',
      permission: write,
      body: z.strictObject({ note }),
      audit: { operation: 'expiring.pause-scan', resource: 'expiring' },
      responses: { 204: { description: 'Paused' } },
      async handle({ body, caller }) {
        await schedule.pause(`${body.note} (${caller.actor.name})`);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/expiration-scan/resume',
      operationId: 'resumeExpirationScan',
      tag,
      summary: 'Resumes the schedule',
      description: 'What was missed meanwhile is not caught up; ask for a scan to look at once.',
      permission: write,
      body: z.strictObject({ note: note.optional() }),
      audit: { operation: 'expiring.resume-scan', resource: 'expiring' },
      responses: { 204: { description: 'Resumed' } },
      async handle({ body, caller }) {
        await schedule.resume(`${body.note ?? 'resumed'} (${caller.actor.name})`);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/expiration-scan/runs',
      operationId: 'listExpirationScans',
      tag,
      summary: 'Scans, newest first',
      permission: read,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of scans', schema: page(scanView) } },
      async handle(context) {
        const { limit } = context.query;
        const after = readCursor<{ startedAt: Date; scanId: string }>(context) ?? null;
        const found = await scans.list(after, limit + 1);
        const { items, last } = cutPage(found, limit);
        return pageReply(context, {
          items: items.map(toView),
          next: last === undefined ? undefined : { startedAt: last.startedAt, scanId: last.scanId },
        });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/expiration-scan/runs/{scanId}',
      operationId: 'readExpirationScanRun',
      tag,
      summary: 'One scan',
      permission: read,
      params: z.strictObject({ scanId }),
      responses: { 200: { description: 'The scan', schema: scanView } },
      async handle({ params }) {
        const found = await scans.find(params.scanId);
        if (found === null) throw new CertloomError('not_found', 'There is no such scan.');
        return { status: 200, body: toView(found) };
      },
    }),
  ];
}

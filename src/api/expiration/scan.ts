import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { ExpirationScan, ExpirationScanStore } from '../../store/expiration/scans';
import type { Actor } from '../../domain/identity/actor';
import type { ScanRequestStore } from '../../store/expiration/scan-requests';
import type { ScanAlarm } from '../../store/expiration/scan-alarms';
import type { ExpirationSchedule } from '../../temporal/schedules/expiration-schedule';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { actorName, isoDate, line, orNull, page, pageQuery, z } from '../http/schemas';

export interface ExpirationScanRouteDeps {
  readonly schedule: ExpirationSchedule;
  readonly scans: Pick<ExpirationScanStore, 'find' | 'latest' | 'latestGood' | 'list' | 'count'>;
  readonly requests: Pick<ScanRequestStore, 'add' | 'remove'>;
  readonly newId: () => string;
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
const runView = z.strictObject(run).openapi('ExpirationScanRun');
const scanView = z
  .strictObject({
    scanId: text,
    status: z.enum(['running', 'finished', 'failed']),
    slot: isoDate,
    startedAt: isoDate,
    finishedAt: isoDate.nullable(),
    durationMs: number.nullable(),
    counts: z
      .strictObject({
        examined: number,
        due: number,
        replaced: number,
        fired: number,
        folded: number,
        ended: number,
        batches: number,
      })
      .openapi('ExpirationScanCounts'),
    message: text.nullable(),
    askedBy: orNull(actorName, 'The person who started it; null where the schedule did.'),
    ...run,
  })
  .openapi('ExpirationScan');

const lastRun = z.strictObject({ ...run, scheduledAt: isoDate, startedAt: isoDate }).openapi('LastExpirationScanRun');
const scheduleView = z
  .strictObject({
    cron: text,
    paused: z.boolean(),
    note: text.nullable(),
    nextRuns: z.array(isoDate),
    lastRun: orNull(lastRun),
    running: z.array(runView),
  })
  .openapi('ExpirationScanSchedule');
const overview = z
  .strictObject({
    schedule: orNull(
      scheduleView,
      'Null while Temporal has no such schedule; starting Certloom or a scan by hand creates it.',
    ),
    latest: orNull(scanView),
    latestGood: orNull(scanView),
    ageSeconds: number
      .nullable()
      .openapi({ description: 'Since the last successful scan ended; null before the first one.' }),
    alarms: z.array(z.strictObject({ code: text, text, since: isoDate }).openapi('ExpirationScanAlarm')),
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
  const toView = ({ rules: _rules, ...scan }: ExpirationScan) => ({
    ...scan,
    durationMs: scan.finishedAt === null ? null : Math.max(0, scan.finishedAt.getTime() - scan.startedAt.getTime()),
    runUrl: deps.runUrl(scan.workflowId, scan.runId),
  });
  const linked = <T extends { workflowId: string; runId: string }>(started: T) => ({
    ...started,
    runUrl: deps.runUrl(started.workflowId, started.runId),
  });
  /** Noted before it begins, because then it looks who asked for it. */
  async function startFor({ uuid, name }: Actor): Promise<void> {
    const id = deps.newId();
    await deps.requests.add(id, now(), { uuid, name });
    try {
      await schedule.run();
    } catch (error) {
      await deps.requests.remove(id);
      throw error;
    }
  }

  return [
    defineRoute({
      method: 'get',
      path: '/expiration-scan',
      operationId: 'getExpirationScanOverview',
      tag,
      summary: 'Get the schedule and state of the scan for expiring certificates',
      permission: read,
      responses: { 200: { description: 'The overview', schema: overview } },
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
      summary: 'Run a scan now',
      description:
        'Works while the schedule is paused, too. No second scan starts while one is running. Certificates that have already fired in this hour (UTC) do not fire again: each fires at most once an hour.',
      permission: write,
      audit: { operation: 'expiring.run-scan', resource: 'expiring' },
      responses: {
        202: {
          description: 'Requested',
          location: true,
          schema: z
            .strictObject({
              requestedAt: isoDate,
              alreadyRunning: z.boolean().openapi({ description: 'A scan was already running, so none was started.' }),
            })
            .openapi('ExpirationScanRequest'),
        },
      },
      async handle({ caller }) {
        const before = await schedule.describe();
        const alreadyRunning = (before?.running.length ?? 0) > 0;
        if (alreadyRunning) await schedule.run();
        else await startFor(caller.actor);
        return {
          status: 202,
          body: { requestedAt: now(), alreadyRunning },
          headers: { Location: '/api/v1/expiration-scan' },
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/expiration-scan/pause',
      operationId: 'pauseExpirationScan',
      tag,
      summary: 'Pause the schedule',
      description: 'Administrators are notified.',
      permission: write,
      body: z.strictObject({ note }).openapi('PauseRequest'),
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
      summary: 'Resume the schedule',
      description:
        'Scans that were missed are not made up for. Run one by hand if you do not want to wait for the next.',
      permission: write,
      body: z.strictObject({ note: note.optional() }).openapi('ResumeRequest'),
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
      summary: 'List scans, newest first',
      permission: read,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of scans', schema: page(scanView) } },
      async handle(context) {
        const { limit } = context.query;
        const after = readCursor<{ startedAt: Date; scanId: string }>(context) ?? null;
        const found = await scans.list(after, limit + 1);
        const { items, last } = cutPage(found, limit);
        return pageReply(
          context,
          {
            items: items.map(toView),
            next: last === undefined ? undefined : { startedAt: last.startedAt, scanId: last.scanId },
          },
          () => scans.count(),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/expiration-scan/runs/{scanId}',
      operationId: 'getExpirationScan',
      tag,
      summary: 'Get a scan',
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

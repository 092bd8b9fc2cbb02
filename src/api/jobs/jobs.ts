import { randomUUID } from 'node:crypto';
import type { Discovery } from '../../domain/discoveries/discovery';
import type { ExecutionStatus, JobExecution, ScheduledJob } from '../../domain/jobs/job';
import { refuseStale } from '../../domain/revision';
import { cutPage } from '../../domain/values/page';
import type { JobControls } from '../../services/jobs/controls';
import { countPages } from '../../store/database/count';
import type { NamedQuery } from '../../store/database/named';
import type { JobExecutionStore } from '../../store/jobs/executions';
import type { JobStore } from '../../store/jobs/jobs';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { namedList } from '../http/named-lists';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { line, page, uuidPath, z } from '../http/schemas';
import type { Upcoming } from '../http/upcoming';
import {
  executionQuery,
  executionView,
  jobBody,
  jobDetail,
  jobListQuery,
  jobRow,
  jobTimesQuery,
  jobTimesView,
  jobTypeView,
  runView,
} from './schemas';

export interface JobRouteDeps {
  readonly jobs: Pick<JobStore, 'get' | 'list' | 'count'>;
  readonly executions: Pick<JobExecutionStore, 'list' | 'count' | 'lastOf'>;
  readonly controls: JobControls;
  /** Address of a run in the Temporal UI; null when none is known. */
  readonly runUrl: (workflowId: string, runId: string) => string | null;
}

const tag = 'Scheduled jobs';
const read = 'scheduled-jobs:read';
const write = 'scheduled-jobs:write';
const switches = [
  {
    ...{ enabled: true, verb: 'Resume', description: 'Its next time is the next one from now on.' },
    audit: { operation: 'scheduled-jobs.resume', resource: 'jobs' },
  },
  {
    ...{ enabled: false, verb: 'Pause', description: 'A run that is under way goes on.' },
    audit: { operation: 'scheduled-jobs.pause', resource: 'jobs' },
  },
] as const;
const switchBody = z
  .strictObject({ note: line(1, 200).optional().openapi({ description: 'Why; it stands in the audit log.' }) })
  .openapi('JobSwitchRequest')
  .optional();
const detailReply = { description: 'The job', schema: jobDetail, etag: true } as const;

/** `/scheduled-jobs`: those of the product and those of people, their runs, and what starts and stops them. */
export function createJobRoutes({ jobs, executions, controls, runUrl }: JobRouteDeps): Route[] {
  const viewOf = (job: ScheduledJob, nextRuns: readonly Date[]) => ({ ...job, nextRuns });

  function executionOf({ id, job, runId, ...execution }: JobExecution) {
    const { startedAt, endedAt, workflowId } = execution;
    const durationMs = endedAt === null ? null : Math.max(0, endedAt.getTime() - startedAt.getTime());
    return { executionId: id, ...execution, jobUuid: job.uuid, durationMs, runUrl: runUrl(workflowId, runId) };
  }

  /** A page of jobs, each with its last run: those that ended so, where a status is given. */
  async function readPage(query: NamedQuery, lastStatus: ExecutionStatus | undefined) {
    const { items, next } = await jobs.list(query);
    const last = await executions.lastOf(items.map(({ uuid }) => uuid));
    const rows = items
      .map((job) => ({ job, last: last.get(job.uuid) }))
      .filter((row) => lastStatus === undefined || row.last?.status === lastStatus);
    return { rows, next };
  }

  /**
   * A page of jobs as they are shown. With a status it may be short, but only the last one is empty: how a job ended last is
   * no part of it, and an installation has few jobs.
   */
  async function listOf(query: NamedQuery, lastStatus: ExecutionStatus | undefined) {
    for (let from = query; ;) {
      const { rows, next } = await readPage(from, lastStatus);
      if (rows.length > 0 || next === undefined) return { items: await Promise.all(rows.map(rowOf)), next };
      from = { ...query, after: next };
    }
  }

  async function rowOf({ job, last }: { readonly job: ScheduledJob; readonly last: JobExecution | undefined }) {
    const shown = await controls.shown(job);
    const lastExecution = last === undefined ? null : executionOf(last);
    return { ...viewOf(shown, controls.computedRuns(shown)), lastExecution };
  }

  async function replyWith(status: number, found: ScheduledJob) {
    const job = await controls.shown(found);
    const last = (await executions.lastOf([job.uuid])).get(job.uuid);
    const lastExecution = last === undefined ? null : executionOf(last);
    const body = { ...viewOf(job, await controls.nextRuns(job)), lastExecution };
    return { status, body, revision: job.revision };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/scheduled-jobs',
      operationId: 'listScheduledJobs',
      tag,
      summary: 'List scheduled jobs',
      permission: read,
      query: jobListQuery,
      responses: { 200: { description: 'A page of jobs', schema: page(jobRow) } },
      handle: (context) => {
        const { lastStatus } = context.query;
        const list = (query: NamedQuery) => listOf(query, lastStatus);
        return namedList(context, {
          list,
          count: (filter) =>
            lastStatus === undefined
              ? jobs.count(filter)
              : countPages<string>(async (after, limit) => {
                  const query = { ...filter, limit, ...(after === undefined ? {} : { after }) };
                  const { rows, next } = await readPage(query, lastStatus);
                  return { items: rows, next };
                }),
        });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/scheduled-job-types',
      operationId: 'listScheduledJobTypes',
      tag,
      summary: 'List the kinds of jobs that there are',
      permission: read,
      responses: { 200: { description: 'The kinds', schema: z.strictObject({ items: z.array(jobTypeView) }) } },
      handle: async () => ({ status: 200, body: { items: controls.types() } }),
    }),
    defineRoute({
      method: 'get',
      path: '/scheduled-job-times',
      operationId: 'getScheduledJobTimes',
      tag,
      summary: 'List the next times of a rule for jobs',
      description: 'The next times, as jobs keep to them where clocks change.',
      permission: read,
      query: jobTimesQuery,
      responses: { 200: { description: 'The next times', schema: jobTimesView } },
      handle: async ({ query: { cron, timeZone, count } }) => ({
        status: 200,
        body: controls.timesOf(cron, timeZone, count),
      }),
    }),
    defineRoute({
      method: 'get',
      path: '/scheduled-jobs/{uuid}',
      operationId: 'getScheduledJob',
      tag,
      summary: 'Get a scheduled job with its next runs and its last one',
      permission: read,
      params: uuidPath,
      responses: { 200: detailReply },
      handle: async ({ params }) => replyWith(200, await jobs.get(params.uuid)),
    }),
    defineRoute({
      method: 'post',
      path: '/scheduled-jobs',
      operationId: 'createScheduledJob',
      tag,
      summary: 'Create a scheduled job',
      description: 'It belongs to you: its events tell you by default.',
      permission: write,
      body: jobBody,
      audit: { operation: 'scheduled-jobs.create', resource: 'jobs' },
      responses: { 201: { ...detailReply, description: 'The new job', location: true } },
      check: ({ body, upcoming }) => controls.checkNew(body, upcomingDiscovery(upcoming)),
      async handle({ caller }, fields) {
        const job = await controls.create(fields, caller.actor.uuid);
        return { ...(await replyWith(201, job)), headers: { Location: `/api/v1/scheduled-jobs/${job.uuid}` } };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/scheduled-jobs/{uuid}',
      operationId: 'updateScheduledJob',
      tag,
      summary: 'Update a scheduled job',
      description: 'Of a job of the product only `cron`, `timeZone` and `enabled` can change.',
      permission: write,
      params: uuidPath,
      body: jobBody,
      ifMatch: true,
      audit: { operation: 'scheduled-jobs.update', resource: 'jobs' },
      responses: { 200: detailReply },
      check: ({ params, body, ifMatch, upcoming }) =>
        controls.checkChange(params.uuid, ifMatch, body, upcomingDiscovery(upcoming)),
      handle: async (_context, change) => replyWith(200, await controls.update(change)),
    }),
    defineRoute({
      method: 'delete',
      path: '/scheduled-jobs/{uuid}',
      operationId: 'deleteScheduledJob',
      tag,
      summary: 'Delete a scheduled job',
      description: 'Its executions stay for a year. Jobs of the product cannot be deleted; disable them.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'scheduled-jobs.delete', resource: 'jobs' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note }) {
        const job = await jobs.get(params.uuid);
        refuseStale(job, ifMatch);
        note({ objects: [{ uuid: job.uuid, name: job.name }] });
        controls.refuseRemoval(job);
        return job;
      },
      async handle(_context, job) {
        await controls.remove(job);
        return { status: 204 };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/scheduled-jobs/{uuid}/run',
      operationId: 'runScheduledJob',
      tag,
      summary: 'Run a job now',
      description:
        'Works while it is disabled, too. Runs of one job do not overlap: 409 `job_running` names the one under way. The same request with the same Idempotency-Key is one run.',
      permission: write,
      params: uuidPath,
      requestHeaders: idempotencyHeader,
      audit: { operation: 'scheduled-jobs.run', resource: 'jobs' },
      responses: { 202: { description: 'Started', schema: runView, location: true } },
      async handle({ params, req, caller, note }) {
        const job = await jobs.get(params.uuid);
        note({ objects: [{ uuid: job.uuid, name: job.name }] });
        const key = readIdempotencyKey(req);
        const { actor } = caller;
        const started = await controls.runNow(job, key === undefined ? randomUUID() : `${actor.uuid} ${key}`, actor);
        const headers = { Location: `/api/v1/scheduled-jobs/${job.uuid}/executions` };
        return { status: 202, body: started, headers };
      },
    }),
    ...switches.map(({ enabled, verb, description, audit }) =>
      defineRoute({
        method: 'post',
        path: `/scheduled-jobs/{uuid}/${verb.toLowerCase()}`,
        operationId: `${verb.toLowerCase()}ScheduledJob`,
        tag,
        summary: `${verb} a job`,
        description,
        permission: write,
        params: uuidPath,
        body: switchBody,
        audit,
        responses: { 200: detailReply },
        async handle({ params, body, caller, note }) {
          const why = body?.note;
          const words = why === undefined ? undefined : `${why} (${caller.actor.name})`;
          const job = await controls.setEnabled(params.uuid, enabled, words);
          note({ objects: [{ uuid: job.uuid, name: job.name }], ...(why === undefined ? {} : { message: why }) });
          return replyWith(200, job);
        },
      }),
    ),
    defineRoute({
      method: 'get',
      path: '/scheduled-jobs/{uuid}/executions',
      operationId: 'listJobExecutions',
      tag,
      summary: 'List runs of a job, newest first',
      permission: read,
      params: uuidPath,
      query: executionQuery,
      responses: { 200: { description: 'A page of runs', schema: page(executionView) } },
      async handle(context) {
        const { params, query } = context;
        const { status, limit } = query;
        const after = readCursor<{ startedAt: Date; id: string }>(context);
        const found = await executions.list(params.uuid, status, after, limit + 1);
        if (found.length === 0) await jobs.get(params.uuid);
        const { items, last } = cutPage(found, limit);
        const next = last === undefined ? undefined : { startedAt: last.startedAt, id: last.id };
        return pageReply(context, { items: items.map(executionOf), next }, () => executions.count(params.uuid, status));
      },
    }),
  ];
}

function upcomingDiscovery(upcoming: Upcoming | undefined) {
  return (given: string) => upcoming?.find('discovery', given) as Pick<Discovery, 'kind'> | undefined;
}

import { randomUUID } from 'node:crypto';
import { rowOutcomes, type DiscoveryRun } from '../../domain/discoveries/discovery';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { DiscoveryPush } from '../../services/discoveries/push';
import type { DiscoveryStart } from '../../services/discoveries/start';
import type { DiscoveryStore } from '../../store/discoveries/discoveries';
import type { DiscoveryGapStore } from '../../store/discoveries/gaps';
import type { DiscoveryRowStore } from '../../store/discoveries/rows';
import { runIdOf, type DiscoveryRunStore } from '../../store/discoveries/runs';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { flag, line, pageQuery, uuid, uuidPath, wholeNumber, z } from '../http/schemas';
import { known, pushedBody, pushedPiece, pushedRawBodies, type Limits } from './content';
import { gapPage, rowPage, runPage, runView, toRowView, toRunView } from './schemas';

export interface DiscoveryRunRouteDeps {
  readonly discoveries: Pick<DiscoveryStore, 'get'>;
  readonly runs: Pick<DiscoveryRunStore, 'find' | 'list' | 'count'>;
  readonly rows: Pick<DiscoveryRowStore, 'counts' | 'list' | 'count'>;
  readonly gaps: Pick<DiscoveryGapStore, 'counts' | 'list' | 'count'>;
  readonly start: DiscoveryStart;
  readonly push: DiscoveryPush;
  readonly limits: () => Promise<Limits>;
  readonly now: () => Date;
}

const tag = 'Discoveries';
const read = 'discoveries:read';
const write = 'discoveries:write';
const runPath = z.strictObject({ uuid, number: wholeNumber(1, 1_000_000_000) });
const ofRun = wholeNumber(1, 1_000_000_000)
  .optional()
  .openapi({ description: 'Number of the run. Left out: the latest.' });

const pushed = z
  .strictObject({
    run: z.number().int(),
    received: z
      .number()
      .int()
      .openapi({ description: 'Certificates in the request, and rows that could not be read.' }),
    fresh: z.number().int().openapi({ description: 'Certificates that the run did not have yet.' }),
    repeated: z.number().int(),
    gaps: z.number().int(),
  })
  .openapi('ContentPushed');

/** Runs of discoveries, what they found, and content that is sent to them. */
export function createDiscoveryRunRoutes(deps: DiscoveryRunRouteDeps): Route[] {
  const { discoveries, runs, rows, gaps } = deps;

  async function viewOf(run: DiscoveryRun) {
    const [counted, counts] = await Promise.all([run.rows ?? rows.counts(run.id), run.gaps ?? gaps.counts(run.id)]);
    return toRunView(run, { rows: counted, gaps: counts, now: deps.now() });
  }

  async function existing(discovery: string, number: number): Promise<DiscoveryRun> {
    const run = await runs.find(runIdOf(discovery, number));
    if (run === null) throw new CertloomError('not_found', 'There is no such run of this discovery.');
    return run;
  }

  /** Of which run rows are listed; the latest unless a number is given. */
  async function wanted(discovery: string, number: number | undefined): Promise<{ id: string; number: number }> {
    const { lastRun } = await discoveries.get(discovery);
    const chosen = number ?? lastRun;
    return { id: runIdOf(discovery, chosen), number: chosen };
  }

  return [
    defineRoute({
      method: 'post',
      path: '/discoveries/{uuid}/runs',
      operationId: 'runDiscovery',
      tag,
      summary: 'Run a discovery now',
      description:
        'One run at a time. A run of pushed content waits for content and ends when it is told that all is there, or when nothing has come for 15 minutes.',
      permission: write,
      params: uuidPath,
      requestHeaders: idempotencyHeader,
      audit: { operation: 'discoveries.run', resource: 'discoveries' },
      responses: { 202: { description: 'Started; `Location` is the run to follow', schema: runView, location: true } },
      async handle({ params, caller, req, note }) {
        const run = await deps.start.startRun(params.uuid, causeOf(caller, readIdempotencyKey(req)));
        note({ message: `run ${run.number}` });
        return accepted(params.uuid, run, await viewOf(run));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/discoveries/{uuid}/runs',
      operationId: 'listDiscoveryRuns',
      tag,
      summary: 'List the runs of a discovery, newest first',
      permission: read,
      params: uuidPath,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of runs', schema: runPage } },
      async handle(context) {
        const { params, query } = context;
        await discoveries.get(params.uuid);
        const below = readCursor<{ number: number }>(context)?.number;
        const { items, last } = cutPage(await runs.list(params.uuid, below, query.limit + 1), query.limit);
        const next = last === undefined ? undefined : { number: last.number };
        return pageReply(context, { items: await Promise.all(items.map(viewOf)), next }, () => runs.count(params.uuid));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/discoveries/{uuid}/runs/{number}',
      operationId: 'getDiscoveryRun',
      tag,
      summary: 'Get a run with its progress',
      permission: read,
      params: runPath,
      responses: { 200: { description: 'The run', schema: runView } },
      handle: async ({ params }) => ({ status: 200, body: await viewOf(await existing(params.uuid, params.number)) }),
    }),
    defineRoute({
      method: 'post',
      path: '/discoveries/{uuid}/runs/{number}/cancel',
      operationId: 'cancelDiscoveryRun',
      tag,
      summary: 'Cancel a run',
      description: 'Nothing more is read. What was found is decided and stays, and the run ends with status `warning`.',
      permission: write,
      params: runPath,
      audit: { operation: 'discoveries.cancel-run', resource: 'discoveries' },
      responses: { 202: { description: 'Requested', schema: runView } },
      async handle({ params, note }) {
        const { id } = await existing(params.uuid, params.number);
        note({ message: `run ${params.number}` });
        return { status: 202, body: await viewOf(await deps.start.cancel(id)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/discoveries/{uuid}/runs/{number}/complete',
      operationId: 'markDiscoveryRunComplete',
      tag,
      summary: 'Mark a run of pushed content as complete',
      description: 'It ends when everything is decided. A run that has ended keeps its end, however often it is told.',
      permission: 'discoveries:push',
      params: runPath,
      audit: { operation: 'discoveries.complete-run', resource: 'discoveries' },
      responses: { 202: { description: 'Taken note of', schema: runView } },
      async handle({ params, note }) {
        const { id } = await existing(params.uuid, params.number);
        note({ message: `run ${params.number}` });
        return { status: 202, body: await viewOf(await deps.start.complete(id)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/discoveries/{uuid}/rows',
      operationId: 'uploadDiscoveryContent',
      tag,
      summary: 'Upload content to a discovery of pushed content',
      description:
        'Certificates with the places where they were seen. They go to the open run, or open one; the run ends behind the first request without `more=true`. A row that cannot be read is a gap of the run and harms no other. Rows are decided in the background; `Location` is the run to follow.',
      permission: 'discoveries:push',
      budget: 'upload',
      largeBody: true,
      params: uuidPath,
      query: z.strictObject({
        more: flag
          .default(false)
          .openapi({ description: 'With true the run stays open for more content.', default: false }),
        host: line(1, 255).optional().openapi({ description: 'Place of what is not JSON; so are the others.' }),
        port: wholeNumber(1, 65_535).optional(),
        sni: line(1, 255).optional(),
        protocol: line(1, 40).optional(),
        path: line(1, 1_000).optional(),
      }),
      rawBodies: pushedRawBodies,
      body: pushedBody.optional(),
      audit: { operation: 'discoveries.push', resource: 'discoveries' },
      responses: { 202: { description: 'Taken in', schema: pushed, location: true } },
      async handle({ params, query, body, caller, req, note }) {
        const { more, ...place } = query;
        const piece = await pushedPiece(body, req, known(place), await deps.limits());
        const { run, ...taken } = await deps.push(params.uuid, causeOf(caller, undefined), piece, !more);
        note({ message: `run ${run.number}: ${taken.received} rows` });
        return accepted(params.uuid, run, { run: run.number, ...taken });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/discoveries/{uuid}/rows',
      operationId: 'listDiscoveryRows',
      tag,
      summary: 'List the certificates that a run has found',
      description: 'By fingerprint. Each once, with the places where it was seen.',
      permission: read,
      params: uuidPath,
      query: z.strictObject({ ...pageQuery, run: ofRun, outcome: z.enum(rowOutcomes).optional() }),
      responses: { 200: { description: 'A page of rows', schema: rowPage } },
      async handle(context) {
        const { params, query } = context;
        const { id, number } = await wanted(params.uuid, query.run);
        const after = readCursor<{ fingerprint: string }>(context)?.fingerprint;
        const found = await rows.list(id, query.outcome, after, query.limit + 1);
        const { items, last } = cutPage(found, query.limit);
        const next = last === undefined ? undefined : { fingerprint: last.fingerprint };
        return pageReply(context, { items: items.map((row) => toRowView(row, number)), next }, () =>
          rows.count(id, query.outcome),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/discoveries/{uuid}/gaps',
      operationId: 'listDiscoveryGaps',
      tag,
      summary: 'List what a run could not read',
      permission: read,
      params: uuidPath,
      query: z.strictObject({ ...pageQuery, run: ofRun, kind: line(1, 100).optional() }),
      responses: { 200: { description: 'A page of gaps', schema: gapPage } },
      async handle(context) {
        const { params, query } = context;
        const { id: run, number } = await wanted(params.uuid, query.run);
        const after = readCursor<{ id: string }>(context)?.id;
        const { items, last } = cutPage(await gaps.list(run, query.kind, after, query.limit + 1), query.limit);
        const next = last === undefined ? undefined : { id: last.id };
        const shown = items.map(({ kind, place, detail }) => ({ run: number, kind, place, detail }));
        return pageReply(context, { items: shown, next }, () => gaps.count(run, query.kind));
      },
    }),
  ];
}

function causeOf({ actor }: Caller, key: string | undefined) {
  return {
    executionId: key === undefined ? randomUUID() : `key:${actor.uuid}:${key}`,
    by: { uuid: actor.uuid, name: actor.name },
  };
}

function accepted(discovery: string, { number }: DiscoveryRun, body: object) {
  return { status: 202, body, headers: { Location: `/api/v1/discoveries/${discovery}/runs/${number}` } };
}

import { Readable } from 'node:stream';
import { CertloomError } from '../../domain/problem';
import type { ScriptRun } from '../../domain/scripts/run-record';
import type { FollowRuns, RunNews } from '../../services/scripts/follow';
import type { SettleRuns } from '../../services/scripts/settle';
import type { ScriptRunList } from '../../store/scripts/run-list';
import type { ScriptRunStore } from '../../store/scripts/runs';
import { validationFailed } from '../http/faults';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { artefactPath, runListQuery, runPage, runPath, runView, toListedRunView, toRunView } from './run-schemas';

export interface ScriptRunRouteDeps {
  readonly runs: Pick<ScriptRunStore, 'find' | 'artefact'>;
  readonly list: ScriptRunList;
  readonly follow: FollowRuns;
  readonly cancel: SettleRuns['cancel'];
  readonly isStopping: () => boolean;
}

const tag = 'Script runs';
const read = 'scripts:read';
const eventStream = 'text/event-stream';

/** `/script-runs`: what ran, what it printed, and what came of it. */
export function createScriptRunRoutes({ runs, list, follow, cancel, isStopping }: ScriptRunRouteDeps): Route[] {
  async function get(runId: string): Promise<ScriptRun> {
    const run = await runs.find(runId);
    if (run === null) throw new CertloomError('not_found', `There is no run ${runId}.`);
    return run;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/script-runs',
      operationId: 'listScriptRuns',
      tag,
      summary: 'List runs of scripts, newest first',
      description:
        'With `text` a page can be short or even empty although there are more: each request looks through a limited number of runs. Follow `nextCursor`.',
      permission: read,
      budget: 'search',
      query: runListQuery,
      responses: { 200: { description: 'A page of runs', schema: runPage } },
      async handle(context) {
        const { limit, cursor: _cursor, count: _count, ...filter } = context.query;
        if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to) {
          throw validationFailed([{ pointer: '/query/to', code: 'wrong_value', detail: 'must be later than from' }]);
        }
        const after = readCursor<{ requestedAt: Date; runId: string }>(context) ?? null;
        const { runs: items, next } = await list.list(filter, after, limit);
        return pageReply(
          context,
          { items: items.map(toListedRunView), next: next === null ? undefined : { ...next } },
          () => list.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/script-runs/{uuid}',
      operationId: 'getScriptRun',
      tag,
      summary: 'Get a run with what it printed and gave back',
      permission: read,
      params: runPath,
      responses: { 200: { description: 'The run', schema: runView } },
      async handle({ params }) {
        const run = await get(params.uuid);
        return { status: 200, body: toRunView(run, await follow.output(run.runId)) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/script-runs/{uuid}/output',
      operationId: 'getScriptRunOutput',
      tag,
      summary: 'Get what a run prints as it comes',
      description:
        'Server-sent events: `stdout` and `stderr` with `{"text"}`, at last `end` with the status. `Last-Event-ID` goes on behind a piece.',
      permission: read,
      params: runPath,
      requestHeaders: { 'Last-Event-ID': { description: 'The last piece that came.', example: '12' } },
      responses: {
        200: {
          description: 'The output',
          raw: { [eventStream]: { kind: 'text', description: 'Events, until the run has ended.' } },
        },
      },
      async handle({ params, req, signal }) {
        const { runId } = await get(params.uuid);
        const given = Number(req.get('last-event-id') ?? '0');
        const seq = Number.isSafeInteger(given) && given > 0 ? given : 0;
        const lines = async function* () {
          for await (const news of follow.follow(runId, seq, signal)) {
            yield eventOf(news);
            // The client comes back, and finds another process.
            if (isStopping()) return;
          }
        };
        const headers = { 'Content-Type': eventStream, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' };
        return { status: 200, raw: Readable.from(lines()), headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/script-runs/{uuid}/artefacts/{name}',
      operationId: 'getScriptRunArtefact',
      tag,
      summary: 'Get a file that a run left',
      permission: read,
      params: artefactPath,
      responses: {
        200: {
          description: 'The file',
          raw: { 'application/octet-stream': { kind: 'binary', description: 'Its content.' } },
        },
      },
      async handle({ params }) {
        const content = await runs.artefact(params.uuid, params.name);
        if (content === null) throw new CertloomError('not_found', 'The run has left no file of this name.');
        const headers = { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' };
        return { status: 200, raw: Buffer.from(content), headers };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/script-runs/{uuid}/cancel',
      operationId: 'cancelScriptRun',
      tag,
      summary: 'Cancel a run',
      description: 'One that waits ends at once, one that runs within seconds.',
      permission: 'scripts:execute',
      params: runPath,
      audit: { operation: 'scripts.cancel-run', resource: 'scripts' },
      responses: { 202: { description: 'The run', schema: runView } },
      async handle({ params, note }) {
        const run = await get(params.uuid);
        note({ objects: [{ uuid: run.runId, name: run.script }] });
        await cancel(run);
        return { status: 202, body: toRunView(await get(run.runId), await follow.output(run.runId)) };
      },
    }),
  ];
}

/** HTML, section 9.2.6: an event ends with an empty line; data of one line has no other. */
function eventOf(news: RunNews): string {
  if (news.kind === 'idle') return ': still running\n\n';
  if (news.kind === 'ended') {
    const { status, exitCode } = news.run;
    return `event: end\ndata: ${JSON.stringify({ status, exitCode })}\n\n`;
  }
  const { seq, stream, text } = news.chunk;
  return `id: ${seq}\nevent: ${stream}\ndata: ${JSON.stringify({ text })}\n\n`;
}

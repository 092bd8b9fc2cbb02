import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { runtimeExtensions } from '../../domain/scripts/runtime';
import type { ScriptVersion, StoredScript } from '../../domain/scripts/script';
import type { ScriptKeeper, WantedText } from '../../services/scripts/keeper';
import { cutPage } from '../../domain/values/page';
import type { ScriptStore } from '../../store/scripts/scripts';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Reply, type RequestContext, type Route } from '../http/route';
import { refuseSecrets } from './rights';
import {
  diffQuery,
  rawVersionQuery,
  restoreBody,
  scriptPath,
  scriptView,
  toVersionView,
  toWholeVersionView,
  versionBody,
  versionListQuery,
  versionPage,
  versionPath,
  versionView,
} from './schemas';
import { readScriptFile, unifiedDiff, withoutMark } from './text';

export interface ScriptVersionRouteDeps {
  readonly scripts: ScriptStore;
  readonly keeper: ScriptKeeper;
  /** The script as an answer. */
  readonly reply: (status: number, script: StoredScript) => Promise<Reply>;
}

const tag = 'Scripts';
const read = 'scripts:read';
const write = 'scripts:write';
const plainText = 'text/plain';
const saved = {
  200: {
    description: 'The script as it was: neither text nor settings are other ones',
    schema: scriptView,
    etag: true,
  },
  201: { description: 'The script with its new version', schema: scriptView, etag: true, location: true },
} as const;

/** `/scripts/{name}/versions`: the texts that a script has had. None is ever changed. */
export function createScriptVersionRoutes({ scripts, keeper, reply }: ScriptVersionRouteDeps): Route[] {
  async function version(script: StoredScript, number: number): Promise<ScriptVersion> {
    const found = await scripts.version(script, number);
    if (found === undefined) throw new CertloomError('not_found', `"${script.name}" has no version ${number}.`);
    return found;
  }

  /** What a text as the newest version comes to. `If-Match` may say which script it was made for. */
  async function plan(
    { params, ifMatch, req, caller, note }: Context,
    textOf: (script: StoredScript) => Promise<WantedText> | WantedText,
  ) {
    const before = await scripts.get(params.name);
    if (req.get('if-match') !== undefined) refuseStale(before, ifMatch);
    note({ objects: [{ uuid: before.uuid, name: before.name }] });
    const text = await textOf(before);
    const { categories, secrets, connections } = before;
    refuseSecrets(caller, before, { categories, secrets, connections, content: text.content });
    return { before, script: await keeper.planChange(before, {}, text, caller.actor.name) };
  }

  async function save({ before, script }: { before: StoredScript; script: StoredScript }): Promise<Reply> {
    if (script === before) return reply(200, before);
    await scripts.replace(script, before.revision);
    const { body, revision } = await reply(201, script);
    const Location = `/api/v1/scripts/${script.name}/versions/${script.currentVersion}`;
    return { status: 201, body, headers: { Location }, ...(revision === undefined ? {} : { revision }) };
  }

  return [
    defineRoute({
      method: 'get',
      path: '/scripts/{name}/versions',
      operationId: 'listScriptVersions',
      tag,
      summary: 'List the versions of a script, newest first',
      permission: read,
      params: scriptPath,
      query: versionListQuery,
      responses: { 200: { description: 'A page of versions', schema: versionPage } },
      async handle(context) {
        const { limit } = context.query;
        const script = await scripts.get(context.params.name);
        const before = readCursor<{ number: number }>(context)?.number ?? null;
        const { items, last } = cutPage(await scripts.versions(script, before, limit + 1), limit);
        const next = last === undefined ? undefined : { number: last.number };
        return pageReply(context, { items: items.map(toVersionView), next }, () => scripts.countVersions(script));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/scripts/{name}/versions',
      operationId: 'createScriptVersion',
      tag,
      summary: 'Create a version of a script from a text',
      description:
        'As JSON, or the file itself as `application/octet-stream` or `text/plain` with the rest in the query. Settings that you leave out stay as they are. A text that is the current one already makes no version. `If-Match` is heeded when it is there.',
      permission: write,
      params: scriptPath,
      query: rawVersionQuery,
      ifMatch: 'whenPresent',
      body: versionBody,
      rawBodies: {
        'application/octet-stream': {
          kind: 'binary',
          description: 'The script itself, UTF-8 or UTF-16 with its mark.',
        },
      },
      otherRawTypes: [plainText, 'application/x-www-form-urlencoded', 'text/x-powershell'],
      audit: { operation: 'scripts.create-version', resource: 'scripts' },
      responses: saved,
      check: async (context) => plan(context, () => textOf(context)),
      handle: async (_context, planned) => save(planned),
    }),
    defineRoute({
      method: 'get',
      path: '/scripts/{name}/versions/{version}',
      operationId: 'getScriptVersion',
      tag,
      summary: 'Get a version of a script with its text',
      permission: read,
      params: versionPath,
      responses: { 200: { description: 'The version', schema: versionView } },
      async handle({ params }) {
        return { status: 200, body: toWholeVersionView(await version(await scripts.get(params.name), params.version)) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/scripts/{name}/versions/{version}/raw',
      operationId: 'getScriptText',
      tag,
      summary: 'Get the text of a version as a file',
      permission: read,
      params: versionPath,
      responses: { 200: { description: 'The text', raw: { [plainText]: { kind: 'text', description: 'UTF-8' } } } },
      async handle({ params }) {
        const script = await scripts.get(params.name);
        const { content } = await version(script, params.version);
        const file = `${script.name}.${runtimeExtensions[script.runtime]}`;
        const disposition = `attachment; filename="${file}"`;
        const headers = { 'Content-Type': `${plainText}; charset=utf-8`, 'Content-Disposition': disposition };
        return { status: 200, raw: content, headers };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/scripts/{name}/versions/{version}/restore',
      operationId: 'restoreScriptVersion',
      tag,
      summary: 'Restore a version: its text and settings become the newest version',
      permission: write,
      params: versionPath,
      ifMatch: 'whenPresent',
      body: restoreBody.optional(),
      audit: { operation: 'scripts.restore-version', resource: 'scripts' },
      responses: saved,
      check: async (context) =>
        plan(context, async (script) => {
          const { number, content, strict, windows, reuse } = await version(script, context.params.version);
          const comment = context.body?.comment ?? `Version ${number} restored`;
          return { content, strict, windows, reuse, comment, allowLintErrors: context.body?.allowLintErrors };
        }),
      handle: async (_context, planned) => save(planned),
    }),
    defineRoute({
      method: 'get',
      path: '/scripts/{name}/diff',
      operationId: 'getScriptDiff',
      tag,
      summary: 'Get the difference between two versions as a unified diff',
      description: 'Empty when the texts are alike. Texts that have next to nothing in common are shown as replaced.',
      permission: read,
      budget: 'search',
      params: scriptPath,
      query: diffQuery,
      responses: {
        200: { description: 'The diff', raw: { [plainText]: { kind: 'text', description: 'Unified diff, UTF-8' } } },
      },
      async handle({ params, query }) {
        const script = await scripts.get(params.name);
        const to = query.to ?? script.currentVersion;
        const side = async (number: number) => ({
          name: `${script.name} version ${number}`,
          text: number === 0 ? '' : (await version(script, number)).content,
        });
        const raw = unifiedDiff(await side(query.from ?? to - 1), await side(to));
        return { status: 200, raw, headers: { 'Content-Type': `${plainText}; charset=utf-8` } };
      },
    }),
  ];
}

type Context = RequestContext<{ readonly name: string }, unknown, unknown> & { readonly caller: Caller };

/** What was sent, whichever way. */
function textOf({
  body,
  query,
  req,
}: {
  readonly body: { readonly content: string } | undefined;
  readonly query: WantedText;
  readonly req: RequestContext<unknown, unknown, unknown>['req'];
}): WantedText {
  if (Buffer.isBuffer(req.body)) return { ...query, content: readScriptFile(req.body) };
  if (body === undefined) throw new CertloomError('invalid_request', 'The request needs a body: the script.');
  return { ...query, ...body, content: withoutMark(body.content) };
}

import type { CertloomError } from '../../domain/problem';
import { validationFailed } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import type { StoredScript } from '../../domain/scripts/script';
import type { ScriptKeeper } from '../../services/scripts/keeper';
import type { ScriptLinter } from '../../services/scripts/linter';
import type { ScriptUserSource } from '../../services/scripts/users';
import type { ScriptRunList } from '../../store/scripts/run-list';
import type { ListedScript, ScriptPosition, ScriptStore } from '../../store/scripts/scripts';
import { pageReply, readCursor } from '../http/paging';
import { refuseUnseen } from '../http/preconditions';
import { refuseWhenUsed } from '../http/references';
import { defineRoute, type Reply, type Route } from '../http/route';
import { sortOrder } from '../http/sorting';
import { refuseSecrets } from './rights';
import {
  lintBody,
  lintView,
  newScriptBody,
  scriptBody,
  scriptListQuery,
  scriptPage,
  scriptPath,
  scriptView,
  toLastRunView,
  toListedView,
} from './schemas';
import { withoutMark } from './text';
import { createScriptVersionRoutes } from './versions';

export interface ScriptRouteDeps {
  readonly scripts: ScriptStore;
  readonly keeper: ScriptKeeper;
  readonly usersOf: ScriptUserSource;
  readonly lint: ScriptLinter;
  readonly runs: Pick<ScriptRunList, 'lastOf'>;
}

const tag = 'Scripts';
const read = 'scripts:read';
const write = 'scripts:write';
const shownUsers = 20;

/** `/scripts`: stored scripts and their versions. */
export function createScriptRoutes(deps: ScriptRouteDeps): Route[] {
  const { scripts, keeper, usersOf, runs } = deps;

  async function usageOf(script: ListedScript | StoredScript) {
    const [users, api, service] = await Promise.all([
      usersOf(script),
      runs.lastOf(script.name, 'api'),
      runs.lastOf(script.name, 'service'),
    ]);
    return {
      usedBy: users.slice(0, shownUsers).map(({ kind, uuid, name }) => ({ kind, uuid, name })),
      lastRuns: { api: toLastRunView(api), service: toLastRunView(service) },
    };
  }

  async function reply(status: number, script: StoredScript): Promise<Reply> {
    const [usage, warnings] = await Promise.all([usageOf(script), keeper.warningsOf(script)]);
    const body = { ...toListedView(script), ...usage, warnings };
    const created = status === 201 ? { headers: { Location: `/api/v1/scripts/${script.name}` } } : {};
    return { status, ...created, body, revision: script.revision };
  }

  const created = { description: 'The new script', schema: scriptView, etag: true, location: true } as const;

  return [
    defineRoute({
      method: 'get',
      path: '/scripts',
      operationId: 'listScripts',
      tag,
      summary: 'List scripts',
      permission: read,
      budget: 'search',
      query: scriptListQuery,
      responses: { 200: { description: 'A page of scripts', schema: scriptPage } },
      async handle(context) {
        const { sort, limit, usage, cursor: _cursor, count: _count, ...filter } = context.query;
        const { field, direction } = sortOrder(sort, ['name', 'createdAt', 'changedAt']);
        const after = readCursor<{ value: string | Date; key: string }>(context);
        const { items, next } = await scripts.list({ ...filter, sort: field, direction, after, limit });
        const views = await Promise.all(
          items.map(async (script) => ({ ...toListedView(script), ...(usage === true ? await usageOf(script) : {}) })),
        );
        return pageReply(context, { items: views, next: cursorOf(next) }, () => scripts.count(filter));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/scripts',
      operationId: 'createScript',
      tag,
      summary: 'Create a script',
      description:
        'Its name is unique without regard to case and never changes. A shared one needs `secrets:use`, because it runs inside others. Findings of the linter that are errors refuse it unless `allowLintErrors` is true.',
      permission: write,
      largeBody: true,
      body: newScriptBody,
      audit: { operation: 'scripts.create', resource: 'scripts' },
      responses: { 201: created },
      async check({ body, caller }) {
        refuseSecrets(caller, null, body);
        return keeper.planNew(body, { ...body, content: withoutMark(body.content) }, caller.actor.name);
      },
      async handle(_context, script) {
        await scripts.insert(script);
        return reply(201, script);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/scripts/{name}',
      operationId: 'getScript',
      tag,
      summary: 'Get a script, without its text',
      description: 'Upper and lower case of the name are alike. The text is that of a version.',
      permission: read,
      params: scriptPath,
      responses: { 200: { description: 'The script', schema: scriptView, etag: true } },
      handle: async ({ params }) => reply(200, await scripts.get(params.name)),
    }),
    defineRoute({
      method: 'put',
      path: '/scripts/{name}',
      operationId: 'updateScript',
      tag,
      summary: 'Update a script, or create it',
      description:
        'A text or settings (`strict`, `windows`, `reuse`) other than the present ones make a new version; a text that is left out stays. `If-Match` is needed when there is such a script; `"0"`, or none, creates it. The runtime never changes. A category that something needs cannot be taken away.',
      permission: write,
      largeBody: true,
      params: scriptPath,
      ifMatch: 'whenPresent',
      body: scriptBody,
      audit: { operation: 'scripts.update', resource: 'scripts' },
      responses: { 200: { description: 'The updated script', schema: scriptView, etag: true }, 201: created },
      async check({ params: { name }, body: { runtime, ...body }, req, ifMatch, caller, note }) {
        const before = (await scripts.byName(name)) ?? null;
        refuseUnseen({ req, ifMatch }, before, 'script');
        if (before !== null) note({ objects: [{ uuid: before.uuid, name: before.name }] });
        refuseSecrets(caller, before, body);
        const content = body.content === undefined ? undefined : withoutMark(body.content);
        const author = caller.actor.name;
        if (before === null) {
          if (content === undefined) throw textMissing();
          return { before, script: await keeper.planNew({ ...body, name, runtime }, { ...body, content }, author) };
        }
        if (runtime !== before.runtime) throw otherRuntime(before);
        return { before, script: await keeper.planChange(before, body, { ...body, content }, author) };
      },
      async handle({ note }, { before, script }) {
        if (before === null) {
          note({ objects: [{ uuid: script.uuid, name: script.name }] });
          await scripts.insert(script);
          return reply(201, script);
        }
        if (script !== before) await scripts.replace(script, before.revision);
        return reply(200, script);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/scripts/{name}',
      operationId: 'deleteScript',
      tag,
      summary: 'Delete a script with all its versions',
      description: 'Refused while something uses it.',
      permission: write,
      params: scriptPath,
      ifMatch: true,
      audit: { operation: 'scripts.delete', resource: 'scripts' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, ifMatch, note, upcoming }) {
        const script = await scripts.get(params.name);
        refuseStale(script, ifMatch);
        note({ objects: [{ uuid: script.uuid, name: script.name }] });
        refuseWhenUsed('script', await usersOf(script), { object: script, upcoming });
        return script;
      },
      async handle(_context, { uuid, revision }) {
        await scripts.remove(uuid, revision);
        return { status: 204 };
      },
    }),
    ...createScriptVersionRoutes({ ...deps, reply }),
    defineRoute({
      method: 'post',
      path: '/scripts/lint',
      operationId: 'lintScript',
      tag,
      summary: 'Lint a text without saving it',
      permission: read,
      budget: 'search',
      largeBody: true,
      body: lintBody,
      responses: { 200: { description: 'What the linter finds', schema: lintView } },
      async handle({ body: { runtime, content, ...script } }) {
        const { lint, lintedBy } = await deps.lint({ runtime, content: withoutMark(content), script });
        return { status: 200, body: { lint, lintedBy } };
      },
    }),
  ];
}

function cursorOf(position: ScriptPosition | undefined) {
  return position === undefined ? undefined : { value: position.value, key: position.key };
}

function textMissing(): CertloomError {
  return validationFailed([{ pointer: '/content', code: 'required', detail: 'a new script needs its text' }]);
}

function otherRuntime({ runtime }: StoredScript): CertloomError {
  const detail = `the script is for ${runtime}, and that never changes; make another script`;
  return validationFailed([{ pointer: '/runtime', code: 'never_changes', detail }]);
}

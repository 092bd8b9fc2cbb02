import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { TriggerStore } from '../../store/triggers/triggers';
import { versionId, type TriggerVersionStore } from '../../store/triggers/versions';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { page, pageQuery, uuid, uuidPath, wholeNumber, z } from '../http/schemas';
import type { TriggerCheckDeps } from './check';
import { toTriggerVersion, triggerVersionView } from './schemas';

export interface TriggerVersionRouteDeps extends Pick<TriggerCheckDeps, 'directory'> {
  readonly triggers: Pick<TriggerStore, 'find'>;
  readonly versions: Pick<TriggerVersionStore, 'list' | 'count' | 'findMany' | 'keep'>;
}

const tag = 'Triggers';
const permission = 'triggers:read';

/** Every version of a trigger, as firings refer to them; they outlive the trigger. */
export function createTriggerVersionRoutes({ triggers, versions, directory }: TriggerVersionRouteDeps): Route[] {
  /** A process may have died between saving the trigger and keeping its version. */
  async function keepPresent(trigger: string): Promise<void> {
    const present = await triggers.find(trigger);
    if (present !== null) await versions.keep([present.trigger]);
  }

  return [
    defineRoute({
      method: 'get',
      path: '/triggers/{uuid}/versions',
      operationId: 'listTriggerVersions',
      tag,
      summary: 'List the versions of a trigger, newest first',
      permission,
      params: uuidPath,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of versions', schema: page(triggerVersionView) } },
      async handle(context) {
        const { params, query } = context;
        const before = readCursor<{ version: number }>(context)?.version ?? null;
        if (before === null) await keepPresent(params.uuid);
        const found = await versions.list(params.uuid, before, query.limit + 1);
        if (found.length === 0 && before === null) throw noVersion();
        const { items, last } = cutPage(found, query.limit);
        const targets = await directory.snapshot();
        return pageReply(
          context,
          {
            items: items.map((version) => toTriggerVersion(version, targets)),
            next: last === undefined ? undefined : { version: last.version },
          },
          () => versions.count(params.uuid),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/triggers/{uuid}/versions/{version}',
      operationId: 'getTriggerVersion',
      tag,
      summary: 'Get a version of a trigger',
      permission,
      params: z.strictObject({ uuid, version: wholeNumber(1, 1_000_000_000) }),
      responses: { 200: { description: 'The version', schema: triggerVersionView } },
      async handle({ params }) {
        const id = versionId(params.uuid, params.version);
        const kept = (await versions.findMany([id])).get(id);
        if (kept !== undefined) return { status: 200, body: toTriggerVersion(kept, await directory.snapshot()) };
        const present = await triggers.find(params.uuid);
        if (present?.trigger.version !== params.version) throw noVersion();
        return { status: 200, body: toTriggerVersion(present.trigger, await directory.snapshot()) };
      },
    }),
  ];
}

function noVersion(): CertloomError {
  return new CertloomError('not_found', 'There is no such version of a trigger.');
}

import { conditionWarnings } from '../conditions/warnings';
import { isEventCode } from '../../domain/events/catalogue';
import { permissionsOfTrigger } from '../../domain/triggers/permissions';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import { refuseStale, type SeenRevision } from '../../domain/revision';
import { refuseUnfitEdit } from '../../domain/triggers/check';
import type { Trigger, TriggerSet } from '../../domain/triggers/trigger';
import type { TriggerSetStore } from '../../store/triggers/sets';
import type { TriggerStore } from '../../store/triggers/triggers';
import { defineRoute, type Caller, type RequestContext, type Route } from '../http/route';
import { setId } from '../http/upcoming';
import { uuidPath } from '../http/schemas';
import { checkTriggerInput, type TriggerCheckDeps } from './check';
import { savedTriggerView, toTriggerView, triggerInput, type TriggerInput } from './schemas';

export interface TriggerRouteDeps extends TriggerCheckDeps {
  readonly triggers: TriggerStore;
  readonly sets: Pick<TriggerSetStore, 'findByTrigger' | 'findByTriggers'>;
  readonly now: () => Date;
}

const tag = 'Triggers';
const read = 'triggers:read';
const write = 'triggers:write';
/** Somebody else attaches, edits or deletes between our look and our write: look again, but not for ever. */
const attempts = 5;

/** Triggers one by one; `list.ts` lists them. One that stands in a set is not deleted and keeps its event. */
export function createTriggerRoutes(deps: TriggerRouteDeps): Route[] {
  const { triggers } = deps;
  return [
    defineRoute({
      method: 'post',
      path: '/triggers',
      operationId: 'createTrigger',
      tag,
      summary: 'Create a trigger',
      description: 'It does nothing until a trigger set holds it.',
      permission: write,
      audit: { operation: 'triggers.create', resource: 'triggers' },
      body: triggerInput,
      responses: { 201: { description: 'The trigger', schema: savedTriggerView, etag: true, location: true } },
      async check({ body, upcoming }): Promise<Trigger> {
        const { content } = await checkTriggerInput(deps, body, undefined, upcoming);
        const now = deps.now();
        return { uuid: deps.newId(), ...content, version: 1, createdAt: now, updatedAt: now };
      },
      async handle(context, trigger) {
        await triggers.create(trigger);
        context.note({ objects: [{ uuid: trigger.uuid, name: trigger.name }] });
        return {
          status: 201,
          body: await shown(deps, trigger, context.caller),
          revision: 1,
          headers: { Location: `/api/v1/triggers/${trigger.uuid}` },
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/triggers/{uuid}',
      operationId: 'getTrigger',
      tag,
      summary: 'Get a trigger',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The trigger', schema: savedTriggerView, etag: true } },
      async handle({ params, caller }) {
        const { trigger } = await existing(triggers, params.uuid);
        return {
          status: 200,
          body: await shown(deps, trigger, caller),
          revision: trigger.version,
        };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/triggers/{uuid}',
      operationId: 'updateTrigger',
      tag,
      summary: 'Update a trigger',
      description:
        'Firings in progress keep the version they started with. While a set holds the trigger, its event and kind ' +
        'cannot change, and you need the permissions that its actions need.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'triggers.update', resource: 'triggers' },
      body: triggerInput,
      responses: { 200: { description: 'The trigger', schema: savedTriggerView, etag: true } },
      check: (context) => changed(deps, context),
      async handle(context, first) {
        const trigger = await retrying(async (attempt) => {
          const { seen, trigger: after } = attempt === 0 ? first : await changed(deps, context);
          return (await triggers.replace(after, seen)) ? after : undefined;
        });
        context.note({ objects: [{ uuid: trigger.uuid, name: trigger.name }] });
        return { status: 200, body: await shown(deps, trigger, context.caller), revision: trigger.version };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/triggers/{uuid}',
      operationId: 'deleteTrigger',
      tag,
      summary: 'Delete a trigger',
      description: 'Refused while a trigger set holds it. The event history keeps its name and condition.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'triggers.delete', resource: 'triggers' },
      responses: { 204: { description: 'Deleted' } },
      check: (context) => deletable(deps, context),
      async handle(context, first) {
        await retrying(async (attempt) => {
          const seen = attempt === 0 ? first : await deletable(deps, context);
          return (await triggers.remove(seen)) ? true : undefined;
        });
        return { status: 204 };
      },
    }),
  ];
}

/** How the API shows these triggers: with the sets that hold each of them. */
export async function triggerViewer(
  { directory, sets }: Pick<TriggerRouteDeps, 'directory' | 'sets'>,
  uuids: readonly string[],
): Promise<(trigger: Trigger) => ReturnType<typeof toTriggerView>> {
  const [targets, holders] = await Promise.all([directory.snapshot(), sets.findByTriggers(uuids)]);
  return (trigger) => toTriggerView(trigger, targets, holders.get(trigger.uuid) ?? []);
}

/** One trigger, with what is to be said of it. */
async function shown(deps: TriggerRouteDeps, trigger: Trigger, { permissions }: Caller) {
  const [show, directory] = await Promise.all([triggerViewer(deps, [trigger.uuid]), deps.directory.snapshot()]);
  const { condition, event } = trigger;
  const warnings = isEventCode(event)
    ? conditionWarnings(condition, { scope: event, pointer: '/condition' }, directory, deps.patterns, permissions)
    : [];
  return { ...show(trigger), warnings };
}

type Context<B> = RequestContext<{ readonly uuid: string }, unknown, B>;

/** The trigger as the caller has seen it, and as it is to be. */
async function changed(deps: TriggerRouteDeps, { params, ifMatch, caller, body, upcoming }: Context<TriggerInput>) {
  const seen = await seenAt(deps.triggers, params.uuid, ifMatch);
  const before = seen.trigger;
  const { content, attributes } = await checkTriggerInput(deps, body, before, upcoming);
  const trigger: Trigger = { ...before, ...content, version: before.version + 1, updatedAt: deps.now() };
  if ((await deps.sets.findByTrigger(params.uuid)).length > 0) {
    refuseUnfitEdit(before, trigger, attributes);
    // The actions run with the rights of whoever attached the trigger: an edit must not borrow them.
    refuseMissing(caller, permissionsOfTrigger(trigger));
  }
  return { seen, trigger };
}

/** Throws `in_use` while a set holds the trigger. */
async function deletable(deps: TriggerRouteDeps, { params: { uuid }, ifMatch, note, upcoming }: Context<unknown>) {
  const seen = await seenAt(deps.triggers, uuid, ifMatch);
  note({ objects: [{ uuid, name: seen.trigger.name }] });
  const found = await deps.sets.findByTrigger(uuid);
  const holders = found.filter((set) => upcoming?.letsGo(setId(set), seen.trigger) !== true);
  if (holders.length > 0) throw inUse(holders);
  return seen;
}

/** Throws `forbidden` when the caller lacks one of the permissions. */
export function refuseMissing({ permissions }: Caller, needed: readonly Permission[]): void {
  const missing = needed.filter((permission) => !permissions.has(permission));
  if (missing.length === 0) return;
  throw new CertloomError('forbidden', `This needs the permission ${missing.join(' and ')}.`, { extra: { missing } });
}

async function existing(triggers: TriggerStore, uuid: string) {
  const seen = await triggers.find(uuid);
  if (seen === null) throw new CertloomError('not_found', 'There is no such trigger.');
  return seen;
}

async function seenAt(triggers: TriggerStore, uuid: string, seenVersion: SeenRevision) {
  const seen = await existing(triggers, uuid);
  refuseStale({ revision: seen.trigger.version }, seenVersion);
  return seen;
}

/** Runs until it answers. Undefined means that somebody else was faster. */
async function retrying<T>(run: (attempt: number) => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const result = await run(attempt);
    if (result !== undefined) return result;
  }
  throw new CertloomError('conflict', 'Others keep attaching this trigger at the same time; try again.');
}

function inUse(sets: readonly TriggerSet[]): CertloomError {
  const named = sets.map(({ event, place }) => ({ event, ...place }));
  return new CertloomError(
    'in_use',
    `${sets.length === 1 ? 'A trigger set holds' : `${sets.length} trigger sets hold`} this trigger; remove it there first.`,
    {
      extra: { sets: named },
    },
  );
}

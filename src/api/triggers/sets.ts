import { permissionsOfPlace } from '../../domain/triggers/permissions';
import { events, resources, type EventCode, type Resource } from '../../domain/events/catalogue';
import { CertloomError } from '../../domain/problem';
import { platformPlace } from '../../domain/triggers/place';
import { resolveSets, type ResolvedTrigger, type SetSubject } from '../../domain/triggers/resolve-sets';
import type { SetPlace, TriggerSet, TriggerSetEntry } from '../../domain/triggers/trigger';
import type { TriggerConfigurationStore } from '../../store/triggers/configuration';
import { refuseUnseen } from '../http/preconditions';
import { defineRoute, type RequestContext, type Route } from '../http/route';
import { besideOne, manyOf, uuid, z } from '../http/schemas';
import { checkSet, refusePlace, writeSet, type SetTarget, type SetWriterDeps } from './set-writer';
import { eventCode } from './schemas';
import { refuseMissing } from './routes';
import { createTriggerSetListRoute } from './set-list';
import { namedPlaceView, setView, toSetView } from './set-views';

export interface TriggerSetRouteDeps extends SetWriterDeps {
  readonly configuration: TriggerConfigurationStore;
  /** Groups and RA profile of an object of the event's resource; null when there is no such object. */
  readonly subjectOf: (event: EventCode, objectUuid: string) => Promise<SetSubject | null>;
}

const tag = 'Trigger sets';
const read = 'trigger-sets:read';
const write = 'trigger-sets:write';

const platformPath = z.strictObject({ event: eventCode });
const objectPath = z.strictObject({
  event: eventCode,
  resource: z.enum(resources.filter((resource): resource is Exclude<Resource, 'settings'> => resource !== 'settings')),
  uuid,
});

const setInput = z
  .strictObject({
    ignore: z.array(uuid).max(200).openapi({ description: 'Ignore triggers, in the order in which they are checked.' }),
    actions: z.array(uuid).max(200).openapi({ description: 'Action triggers, in the order in which they run.' }),
  })
  .openapi('TriggerSetRequest');

const resolvedView = z
  .strictObject({
    trigger: z.string(),
    name: z.string(),
    version: z.number().int(),
    enabled: z.boolean(),
    configuredBy: z.string(),
    configuredByName: besideOne,
    origin: namedPlaceView,
  })
  .openapi('EffectiveTrigger');
const effectiveView = z
  .strictObject({
    event: z.string(),
    resource: z.string(),
    objectUuid: z.string().nullable(),
    objectName: besideOne,
    policy: z.enum(['replace', 'combine']),
    onConditionError: z.enum(['admit', 'reject']),
    places: z.array(namedPlaceView),
    ignore: z.array(resolvedView),
    actions: z.array(resolvedView),
  })
  .openapi('EffectiveTriggers');

/** Trigger sets of the platform and of overriding objects, and what they come to for an object. */
export function createTriggerSetRoutes(deps: TriggerSetRouteDeps): Route[] {
  return [
    createTriggerSetListRoute(deps),
    ...setRoutes(deps, '/trigger-sets/{event}', 'Platform', platformPath, ({ event }) => ({
      event,
      place: platformPlace,
    })),
    ...setRoutes(
      deps,
      '/trigger-sets/{event}/{resource}/{uuid}',
      'Object',
      objectPath,
      ({ event, resource, uuid: objectUuid }) => ({ event, place: { resource, objectUuid } }),
    ),
    defineRoute({
      method: 'get',
      path: '/trigger-sets/{event}/effective',
      operationId: 'getEffectiveTriggers',
      tag,
      summary: 'Get the trigger sets and triggers that apply to an object',
      description:
        'Without `objectUuid`: those for an object that no set overrides; with `group` and `raProfile` for one that would have these.',
      permission: read,
      params: platformPath,
      query: z
        .strictObject({ objectUuid: uuid.optional(), group: manyOf(uuid), raProfile: uuid.optional() })
        .refine(({ objectUuid, group, raProfile }) => objectUuid === undefined || (group ?? raProfile) === undefined, {
          path: ['objectUuid'],
          message: 'an object has its own groups and RA profile: give it alone',
        }),
      responses: { 200: { description: 'The triggers, in the order in which they run', schema: effectiveView } },
      async handle({ params: { event }, query: { objectUuid, group = [], raProfile = null }, caller }) {
        let subject: SetSubject | null = { groups: await namedGroups(deps, group), raProfile };
        if (objectUuid !== undefined) {
          if (events[event].resource === 'certificates') refuseMissing(caller, ['certificates:read']);
          subject = await deps.subjectOf(event, objectUuid);
        }
        if (subject === null) throw new CertloomError('not_found', 'There is no such object.');
        const { sets, triggers, settings } = await deps.configuration.load(event);
        const { ignore, actions, ...resolved } = resolveSets(event, sets, triggers, settings, subject);
        return {
          status: 200,
          body: {
            event,
            resource: events[event].resource,
            objectUuid: objectUuid ?? null,
            ...resolved,
            ignore: ignore.map(toResolvedView),
            actions: actions.map(toResolvedView),
          },
        };
      },
    }),
  ];
}

/** Groups with the names that decide their order; one that is not there goes by its uuid. */
async function namedGroups({ directory }: TriggerSetRouteDeps, uuids: readonly string[]) {
  if (uuids.length === 0) return [];
  const { groups } = await directory.snapshot();
  return uuids.map((id) => ({ uuid: id, name: groups.get(id)?.name ?? id }));
}

/** The three methods of one place. */
function setRoutes<P extends z.ZodType>(
  deps: TriggerSetRouteDeps,
  path: string,
  name: 'Platform' | 'Object',
  params: P,
  targetOf: (params: z.output<P>) => SetTarget,
): Route[] {
  const target = (context: { readonly params: unknown }) => targetOf(context.params as z.output<P>);
  const whose = name === 'Platform' ? 'the trigger set of the platform' : 'the trigger set of an object';
  return [
    defineRoute({
      method: 'get',
      path,
      operationId: `get${name}TriggerSet`,
      tag,
      summary: `Get ${whose}`,
      ...(name === 'Platform' ? { description: 'Empty, in revision 0, until somebody writes it.' } : {}),
      permission: read,
      params,
      responses: { 200: { description: 'The set', schema: setView, etag: true } },
      async handle(context) {
        const { event, place } = target(context);
        await refusePlace(deps, event, place);
        const set = (await deps.sets.find(event, place)) ?? emptySet(event, place);
        if (set === null) throw new CertloomError('not_found', 'There is no trigger set here.');
        return { status: 200, body: await toSetView(deps, set), revision: set.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path,
      operationId: `update${name}TriggerSet`,
      tag,
      summary: `Update ${whose}, or create it`,
      description:
        'Replaces the whole set. `If-Match` is needed when there is one already; `"0"`, or none, creates it. Triggers that stay keep the user who ' +
        'attached them. New ones run with your permissions, so you need those that their actions need.',
      permission: write,
      params,
      ifMatch: 'whenPresent',
      patchedFrom: toRequest,
      audit: { operation: 'trigger-sets.update', resource: 'triggerSets' },
      body: setInput,
      responses: {
        200: { description: 'The set', schema: setView, etag: true },
        201: { description: 'The new set', schema: setView, etag: true },
      },
      async check(context) {
        const { event, place } = target(context);
        context.note({ objects: [{ uuid: place.objectUuid, name: `${event}/${place.resource}` }] });
        await refusePlace(deps, event, place, context.upcoming);
        refuseMissing(context.caller, permissionsOfPlace(place.resource));
        const before = await seenSet(deps, context, event, place);
        await checkSet(deps, { event, place }, context.body, before, context);
        return before;
      },
      async handle(context, before) {
        const { event, place } = target(context);
        const saved = await writeSet(deps, { event, place }, context.body, before, context.caller);
        return { status: before === null ? 201 : 200, body: await toSetView(deps, saved), revision: saved.revision };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      operationId: `delete${name}TriggerSet`,
      tag,
      summary: `Delete ${whose}`,
      description:
        name === 'Platform'
          ? 'The event then runs no triggers, unless an object has a set.'
          : 'The sets of the next level apply to the object again.',
      permission: write,
      params,
      ifMatch: true,
      audit: { operation: 'trigger-sets.delete', resource: 'triggerSets' },
      responses: { 204: { description: 'Deleted' } },
      async check(context) {
        const { event, place } = target(context);
        context.note({ objects: [{ uuid: place.objectUuid, name: `${event}/${place.resource}` }] });
        refuseMissing(context.caller, permissionsOfPlace(place.resource));
      },
      async handle(context) {
        const { event, place } = target(context);
        await deps.sets.remove(event, place, context.ifMatch);
        return { status: 204 };
      },
    }),
  ];
}

/** The platform has a set of every event, empty in revision 0 until somebody writes it; an object may have none. */
function emptySet(event: EventCode, place: SetPlace): TriggerSet | null {
  return place.resource === 'settings' ? { event, place, ignore: [], actions: [], revision: 0 } : null;
}

/** The set that is to be written over, in the revision the caller has read; null for a place without one. */
async function seenSet(
  deps: TriggerSetRouteDeps,
  context: Pick<RequestContext<unknown, unknown, unknown>, 'req' | 'ifMatch'>,
  event: EventCode,
  place: SetPlace,
): Promise<TriggerSet | null> {
  const before = await deps.sets.find(event, place);
  refuseUnseen(context, before, 'trigger set');
  return before;
}

/** As it is written: the triggers without who attached them. */
function toRequest(view: unknown): unknown {
  const { ignore, actions } = view as Pick<TriggerSet, 'ignore' | 'actions'>;
  const triggersOf = (entries: readonly TriggerSetEntry[]) => entries.map(({ trigger }) => trigger);
  return { ignore: triggersOf(ignore), actions: triggersOf(actions) };
}

function toResolvedView({ trigger, configuredBy, origin }: ResolvedTrigger) {
  const { uuid: id, name, version, enabled } = trigger;
  return { trigger: id, name, version, enabled, configuredBy, origin };
}

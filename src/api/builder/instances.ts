import { CertloomError } from '../../domain/problem';
import type { Permission } from '../../domain/identity/permissions';
import { withLatest, type InstanceState } from '../../domain/builder/visit-state';
import { cutPage } from '../../domain/values/page';
import type { InstanceFilter, InstanceList } from '../../store/builder/instance-list';
import type { InstanceStore } from '../../store/builder/instances';
import type { VariableStore } from '../../store/builder/variables';
import type { StepVisitStore } from '../../store/builder/visits';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { validationFailed } from '../http/faults';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type RequestContext, type Route } from '../http/route';
import { uuidPath, type z } from '../http/schemas';
import { instancePage, instanceQuery, instanceView, ownQuery } from './instance-schemas';
import { maySignal, toDetailView, toListedView, type Viewer } from './instance-view';

export interface InstanceReadDeps {
  readonly instances: Pick<InstanceStore, 'find'>;
  readonly list: InstanceList;
  readonly visits: Pick<StepVisitStore, 'of'>;
  readonly variables: Pick<VariableStore, 'read'>;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'users' | 'roles'>>;
}

const tag = 'Workflow instances';
export const read = 'builder:read' satisfies Permission;
export const execute = 'builder:execute' satisfies Permission;
/** Visits of one answer. */
const mostVisits = 2_000;

/** The caller as somebody who may say something to steps. */
export async function viewerOf(caller: Caller, directory: InstanceReadDeps['directory']): Promise<Viewer> {
  const { users, roles } = await directory();
  const own = users.get(caller.actor.uuid)?.roles ?? [];
  return {
    ...{ uuid: caller.actor.uuid, name: caller.actor.name },
    roles: own.flatMap((uuid) => roles.get(uuid)?.name ?? []),
    maySignalAll: caller.permissions.has(execute),
  };
}

/** `/builder/instances`: what runs and ran, what one has started, and what waits for one. */
export function createInstanceReads(deps: InstanceReadDeps) {
  const { instances, list, visits, variables } = deps;

  async function detail(instance: InstanceState, viewer: Viewer) {
    const [log, known] = await Promise.all([visits.of(instance.uuid, mostVisits), variables.read(instance.variables)]);
    return toDetailView(instance, known, withLatest(log, instance), viewer);
  }

  async function look(uuid: string, caller: Caller) {
    const [instance, viewer] = await Promise.all([instances.find(uuid), viewerOf(caller, deps.directory)]);
    if (instance === null) throw new CertloomError('not_found', 'There is no such instance.');
    const isOwn = instance.startedBy.uuid === caller.actor.uuid;
    const isAsked = instance.signals.some((signal) => maySignal(signal, viewer));
    return { instance, viewer, isVisible: caller.permissions.has(read) || isOwn || isAsked };
  }

  /** One that neither is one's own nor waits for one is as good as none, without the right to see all. */
  async function visible(uuid: string, caller: Caller) {
    const found = await look(uuid, caller);
    if (!found.isVisible) throw new CertloomError('not_found', 'There is no such instance.');
    return found;
  }

  async function listed(
    context: RequestContext<undefined, z.output<typeof instanceQuery>, undefined>,
    more: (viewer: Viewer) => InstanceFilter,
  ) {
    const { query, caller } = context;
    const { from, to } = query;
    if (from !== undefined && to !== undefined && from >= to) {
      throw validationFailed([{ pointer: '/query/to', code: 'wrong_value', detail: 'must be later than from' }]);
    }
    const viewer = await viewerOf(caller, deps.directory);
    const filter: InstanceFilter = {
      ...{ definition: query.definitionUuid, type: query.type, status: query.status, item: query.itemUuid },
      ...{ starter: query.starterUuid, from, to, ...more(viewer) },
    };
    const after = readCursor<{ startedAt: Date; uuid: string }>(context);
    const ascending = query.sort === 'startedAt';
    const position = after === undefined ? {} : { after };
    const found = await list.list(filter, { ...position, limit: query.limit + 1, ascending });
    const { items, last } = cutPage(found, query.limit);
    const next = last === undefined ? undefined : { startedAt: last.startedAt, uuid: last.uuid };
    const views = items.map((one) => toListedView(one, viewer));
    return pageReply(context, { items: views, next }, () => list.count(filter));
  }

  const routes: Route[] = [
    defineRoute({
      method: 'get',
      path: '/builder/instances',
      operationId: 'listBuilderInstances',
      tag,
      summary: 'List instances, newest first',
      permission: read,
      query: instanceQuery,
      responses: { 200: { description: 'A page of instances', schema: instancePage } },
      handle: (context) => listed(context, () => ({})),
    }),
    defineRoute({
      method: 'get',
      path: '/builder/instances/mine',
      operationId: 'listMyBuilderInstances',
      tag,
      summary: 'List the instances that you have started, newest first',
      permission: 'authenticated',
      query: ownQuery,
      responses: { 200: { description: 'A page of instances', schema: instancePage } },
      handle: (context) => listed(context, ({ uuid }) => ({ starter: uuid ?? '' })),
    }),
    defineRoute({
      method: 'get',
      path: '/builder/instances/assigned',
      operationId: 'listAssignedBuilderInstances',
      tag,
      summary: 'List the instances that wait for you or for one of your roles, newest first',
      permission: 'authenticated',
      query: ownQuery,
      responses: { 200: { description: 'A page of instances', schema: instancePage } },
      handle: (context) =>
        listed(context, ({ name, roles }) => ({
          assigned: [`user:${name.toLowerCase()}`, ...roles.map((role) => `role:${role.toLowerCase()}`)],
        })),
    }),
    defineRoute({
      method: 'get',
      path: '/builder/instances/{uuid}',
      operationId: 'getBuilderInstance',
      tag,
      summary: 'Get an instance with its steps',
      description: 'Without `builder:read`: yours, and those that wait for you.',
      permission: 'authenticated',
      params: uuidPath,
      responses: { 200: { description: 'The instance', schema: instanceView } },
      async handle({ params, caller }) {
        const { instance, viewer } = await visible(params.uuid, caller);
        return { status: 200, body: await detail(instance, viewer) };
      },
    }),
  ];
  return { routes, look, visible, detail };
}

export type InstanceReads = ReturnType<typeof createInstanceReads>;

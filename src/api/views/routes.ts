import { CertloomError } from '../../domain/problem';
import { refuseStale } from '../../domain/revision';
import { cutPage } from '../../domain/values/page';
import { mostViews, type SavedView } from '../../domain/views/saved-view';
import type { SavedViewStore, ViewPosition } from '../../store/views/saved-views';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, uuidPath } from '../http/schemas';
import { refuseMissing } from '../triggers/routes';
import { viewBody, viewQuery, viewView } from './schemas';

export interface SavedViewRouteDeps {
  readonly views: SavedViewStore;
  readonly newId: () => string;
  readonly now: () => Date;
}

const tag = 'Saved views';
const share = 'views:share';
const permission = 'authenticated';

/** `/views`: what people look at lists with. Everybody keeps own ones; sharing needs a permission. */
export function createSavedViewRoutes({ views, newId, now }: SavedViewRouteDeps): Route[] {
  /** A view that the caller may change: an own one, or one that is shared, for who may share. */
  async function changeable(uuid: string, caller: Caller): Promise<SavedView> {
    const view = await views.find(uuid);
    if (view === undefined || !sees(view, caller)) throw noView();
    if (view.owner !== caller.actor.uuid) refuseMissing(caller, [share]);
    return view;
  }

  async function refuseTaken(view: SavedView): Promise<void> {
    if ((await views.namesake(view)) === undefined) return;
    throw new CertloomError('name_taken', `There is a view with the name "${view.name}" already.`, {
      errors: [{ pointer: '/name', code: 'name_taken', detail: 'the name is taken' }],
    });
  }

  return [
    defineRoute({
      method: 'get',
      path: '/views',
      operationId: 'listSavedViews',
      tag,
      summary: 'List saved views by name: yours, and what others share',
      permission,
      query: viewQuery,
      responses: { 200: { description: 'A page of views', schema: page(viewView) } },
      async handle(context) {
        const { caller, query } = context;
        const filter = { reader: caller.actor.uuid, screen: query.screen, mine: query.mine };
        const after = readCursor(context) as ViewPosition | undefined;
        const { items, last } = cutPage(await views.list(filter, after, query.limit + 1), query.limit);
        return pageReply(
          context,
          {
            items: items.map((view) => toBody(view, caller)),
            next: last === undefined ? undefined : { name: last.name, uuid: last.uuid },
          },
          () => views.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/views',
      operationId: 'createSavedView',
      tag,
      summary: 'Create a saved view',
      description: `With \`shared\` it needs the permission ${share}.`,
      permission,
      audit: { operation: 'views.create', resource: 'views' },
      body: viewBody,
      responses: { 201: { description: 'The view', schema: viewView, etag: true, location: true } },
      async check({ body, caller }): Promise<SavedView> {
        if (body.shared) refuseMissing(caller, [share]);
        const owner = caller.actor.uuid;
        const view = { uuid: newId(), ...body, owner, createdAt: now(), updatedAt: now(), revision: 1 };
        await refuseTaken(view);
        if (!(await views.hasRoom(owner, body.shared))) throw noRoom();
        return view;
      },
      async handle({ caller, note }, view) {
        await views.insert(view);
        note({ objects: [{ uuid: view.uuid, name: view.name }] });
        const headers = { Location: `/api/v1/views/${view.uuid}` };
        return { status: 201, body: toBody(view, caller), revision: 1, headers };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/views/{uuid}',
      operationId: 'getSavedView',
      tag,
      summary: 'Get a saved view',
      permission,
      params: uuidPath,
      responses: { 200: { description: 'The view', schema: viewView, etag: true } },
      async handle({ params, caller }) {
        const view = await views.find(params.uuid);
        if (view === undefined || !sees(view, caller)) throw noView();
        return { status: 200, body: toBody(view, caller), revision: view.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/views/{uuid}',
      operationId: 'updateSavedView',
      tag,
      summary: 'Update a saved view',
      description: `A shared one of somebody else needs the permission ${share}, and sharing does. It stays with who keeps it.`,
      permission,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'views.update', resource: 'views' },
      body: viewBody,
      responses: { 200: { description: 'The view', schema: viewView, etag: true } },
      async check({ params, body, caller, ifMatch, note }) {
        const before = await changeable(params.uuid, caller);
        note({ objects: [{ uuid: before.uuid, name: before.name }] });
        refuseStale(before, ifMatch);
        if (body.shared !== before.shared) refuseMissing(caller, [share]);
        const view = { ...before, ...body, updatedAt: now(), revision: before.revision + 1 };
        await refuseTaken(view);
        if (body.shared && !before.shared && !(await views.hasRoom(before.owner, true))) throw noRoom();
        return { before, view };
      },
      async handle({ caller }, { before, view }) {
        await views.replace(view, before.revision);
        return { status: 200, body: toBody(view, caller), revision: view.revision };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/views/{uuid}',
      operationId: 'deleteSavedView',
      tag,
      summary: 'Delete a saved view',
      description: `A shared one of somebody else needs the permission ${share}.`,
      permission,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'views.delete', resource: 'views' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params, caller, ifMatch, note }) {
        const before = await changeable(params.uuid, caller);
        note({ objects: [{ uuid: before.uuid, name: before.name }] });
        refuseStale(before, ifMatch);
      },
      async handle({ params, ifMatch }) {
        await views.remove(params.uuid, ifMatch);
        return { status: 204 };
      },
    }),
  ];
}

function sees({ owner, shared }: SavedView, { actor }: Caller): boolean {
  return shared || owner === actor.uuid;
}

function toBody(view: SavedView, { actor }: Caller) {
  return { ...view, mine: view.owner === actor.uuid };
}

function noView(): CertloomError {
  return new CertloomError('not_found', 'There is no such view.');
}

function noRoom(): CertloomError {
  const { own, shared } = mostViews;
  return new CertloomError(
    'conflict',
    `A person keeps at most ${own} views, and ${shared} are shared: delete some first.`,
  );
}

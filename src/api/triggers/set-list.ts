import { resources } from '../../domain/events/catalogue';
import { placeKey } from '../../domain/triggers/place';
import { cutPage } from '../../domain/values/page';
import type { TriggerSetStore } from '../../store/triggers/sets';
import type { TriggerStore } from '../../store/triggers/triggers';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { page, pageQuery, uuid, z } from '../http/schemas';
import { eventCode } from './schemas';
import { setView, toSetViews } from './set-views';

export interface TriggerSetListDeps {
  readonly triggers: Pick<TriggerStore, 'findMany'>;
  readonly sets: Pick<TriggerSetStore, 'list' | 'count'>;
}

/** All sets that somebody has written, of every event and place. */
export function createTriggerSetListRoute({ triggers, sets }: TriggerSetListDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/trigger-sets',
    operationId: 'listTriggerSets',
    tag: 'Trigger sets',
    summary: 'List trigger sets by event and place',
    description:
      'Those of the platform and of overriding objects that somebody has written. A platform without a set of an event has an empty one, which is not listed.',
    permission: 'trigger-sets:read',
    query: z.strictObject({
      ...pageQuery,
      event: eventCode.optional(),
      resource: z.enum(resources).optional().openapi({ description: '`settings` for the sets of the platform.' }),
      objectUuid: uuid.optional(),
    }),
    responses: { 200: { description: 'A page of trigger sets', schema: page(setView) } },
    async handle(context) {
      const { limit, cursor: _cursor, count: _count, ...filter } = context.query;
      const found = await sets.list(filter, readCursor<{ key: string }>(context)?.key ?? null, limit + 1);
      const { items, last } = cutPage(found, limit);
      return pageReply(
        context,
        {
          items: await toSetViews({ triggers }, items),
          next: last === undefined ? undefined : { key: placeKey(last.event, last.place) },
        },
        () => sets.count(filter),
      );
    },
  });
}

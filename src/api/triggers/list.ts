import type { Trigger } from '../../domain/triggers/trigger';
import { cutPage } from '../../domain/values/page';
import { countPages } from '../../store/database/count';
import type { TriggerCountStore } from '../../store/firings/trigger-counts';
import type { TriggerFilter } from '../../store/triggers/triggers';
import { nameQuery } from '../http/named-lists';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { flag, page, pageQuery, z } from '../http/schemas';
import { refuseMissing, triggerViewer, type TriggerRouteDeps } from './routes';
import { eventCode, triggerView } from './schemas';
import { countedMs } from './statistics';

export interface TriggerListDeps extends Pick<TriggerRouteDeps, 'triggers' | 'sets' | 'directory' | 'now'> {
  readonly counts: Pick<TriggerCountStore, 'failuresSince' | 'everMatched'>;
}

/** Triggers that are read together where not all of them are shown. */
const readAtOnce = 100;

const query = z.strictObject({
  ...pageQuery,
  ...nameQuery,
  event: eventCode.optional(),
  kind: z.enum(['ignore', 'action']).optional(),
  enabled: flag.optional(),
  neverMatched: flag.optional().openapi({
    description: 'Triggers that no firing that is still kept has matched. Needs `event-history:read`, too.',
  }),
  failing: flag.optional().openapi({
    description:
      'Triggers whose condition could not be decided, or one of whose actions failed, in the last 30 days; of what went wrong ' +
      'in that time the latest is looked into, as in `POST /triggers/statistics`. Needs `event-history:read`, too.',
  }),
});

/** The list of triggers, which can also be asked for by what firings say of them. */
export function createTriggerListRoute(deps: TriggerListDeps): Route {
  return defineRoute({
    method: 'get',
    path: '/triggers',
    operationId: 'listTriggers',
    tag: 'Triggers',
    summary: 'List triggers by name',
    permission: 'triggers:read',
    query,
    responses: { 200: { description: 'A page of triggers', schema: page(triggerView) } },
    async handle(context) {
      const { limit, cursor: _cursor, count: _count, failing, neverMatched, ...given } = context.query;
      // What matched and what failed is told by the event history.
      if (failing !== undefined || neverMatched !== undefined) refuseMissing(context.caller, ['event-history:read']);
      const filter = failing === undefined ? given : { ...given, among: await failingOnes(deps, failing) };
      const after = readCursor<{ name: string }>(context)?.name ?? null;
      const { items, last } = await pageOf(deps, filter, neverMatched, after, limit);
      const show = await triggerViewer(
        deps,
        items.map(({ uuid }) => uuid),
      );
      return pageReply(
        context,
        { items: items.map(show), next: last === undefined ? undefined : { name: last.name } },
        () =>
          neverMatched === undefined
            ? deps.triggers.count(filter)
            : countPages<string>(async (from, most) => {
                const part = await pageOf(deps, filter, neverMatched, from ?? null, most);
                return { items: part.items, next: part.last?.name };
              }),
      );
    },
  });
}

/** A page of triggers. Whether one ever matched is said by firings alone: so many are read until the page is full. */
async function pageOf(
  { triggers, counts }: TriggerListDeps,
  filter: TriggerFilter,
  neverMatched: boolean | undefined,
  from: string | null,
  limit: number,
) {
  if (neverMatched === undefined) return cutPage(await triggers.list(filter, from, limit + 1), limit);
  const found: Trigger[] = [];
  for (let after = from; found.length <= limit;) {
    const { items, last } = cutPage(await triggers.list(filter, after, readAtOnce + 1), readAtOnce);
    const matched = await counts.everMatched(items.map(({ uuid }) => uuid));
    found.push(...items.filter(({ uuid }) => matched.has(uuid) !== neverMatched));
    if (last === undefined) break;
    after = last.name;
  }
  return cutPage(found, limit);
}

async function failingOnes({ counts, now }: TriggerListDeps, isIn: boolean): Promise<TriggerFilter['among']> {
  const { byTrigger } = await counts.failuresSince(new Date(now().getTime() - countedMs));
  return { uuids: [...byTrigger.keys()], isIn };
}

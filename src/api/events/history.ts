import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { eventCodes, findEvent } from '../../domain/events/catalogue';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { Delivery } from '../../domain/notifications/delivery';
import { CertloomError } from '../../domain/problem';
import { placeOfName } from '../../domain/triggers/place';
import { earliestInstant } from '../../domain/values/scalars';
import type { EventHistory, FiringFilter, FiringRow } from '../../store/firings/history';
import type { Position } from '../../store/database/keyset-scan';
import type { SnapshotStore } from '../../store/triggers/snapshots';
import {
  firingListQuery,
  firingRowView,
  firingView,
  summaryQuery,
  summaryView,
  type FiringListQuery,
} from './history-schemas';
import { toFiringDetail, toFiringRow } from './history-view';
import { validationFailed } from '../http/faults';
import { pageReply, readCursor } from '../http/paging';
import { expectedOneOf } from '../http/permissible';
import { defineRoute, type Route } from '../http/route';
import { page, uuid, z } from '../http/schemas';

export interface EventHistoryRouteDeps {
  readonly history: EventHistory;
  readonly snapshots: Pick<SnapshotStore, 'load' | 'idsAtPlace'>;
  /** What is known of certificates that have been due, by uuid: the newest firing of each is folded there. */
  readonly watchesOf?: (certificates: readonly string[]) => Promise<ReadonlyMap<string, ExpirationWatch>>;
  readonly deliveriesOf: (firingId: string) => Promise<readonly Delivery[]>;
  readonly directory: {
    snapshot(): Promise<{
      readonly users: ReadonlyMap<string, { readonly username: string }>;
      readonly attributesByName: ReadonlyMap<string, AttributeDefinition>;
    }>;
  };
  /** Address of a run in the Temporal UI; null when none is known. */
  readonly runUrl: (workflowId: string, runId: string) => string | null;
  readonly now: () => Date;
}

const tag = 'Event history';
const read = 'event-history:read';
const summaryDays = 30;
const dayMs = 86_400_000;

/** The Event Viewer: the list of firings with its filters, the summary, and one firing in full. */
export function createEventHistoryRoutes(deps: EventHistoryRouteDeps): Route[] {
  const { history } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/event-history',
      operationId: 'listFirings',
      tag,
      summary: 'List firings by time',
      description: 'Firings must match all filters. A page can be short although there are more: follow `nextCursor`.',
      permission: read,
      budget: 'search',
      query: firingListQuery,
      responses: { 200: { description: 'A page of firings', schema: page(firingRowView) } },
      async handle(context) {
        const { query } = context;
        const after = readCursor(context) as Position | undefined;
        const direction = query.sort === '-occurredAt' ? -1 : 1;
        await refuseUnknownEvents(query.event ?? [], '/query/event/', deps);
        const filter = await filterOf(query, deps);
        const found = await history.list(filter, direction, after, query.limit);
        return pageReply(
          context,
          {
            items: (await withRepeats(found.items, deps)).map(toFiringRow),
            next: found.next === undefined ? undefined : { value: found.next.value, id: found.next.id },
          },
          () => history.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/event-history/summary',
      operationId: 'getFiringSummary',
      tag,
      summary: 'Get the numbers of objects evaluated, matched, ignored, unmatched and failed, by event',
      permission: read,
      budget: 'search',
      query: summaryQuery,
      responses: { 200: { description: 'The counts', schema: summaryView } },
      async handle({ query: { event, ...range } }) {
        if (event !== undefined) await refuseUnknownEvents([event], '/query/event', deps);
        const to = range.to ?? deps.now();
        const from = range.from ?? new Date(Math.max(to.getTime() - summaryDays * dayMs, earliestInstant));
        if (from >= to) {
          throw validationFailed([
            { pointer: '/query/from', code: 'wrong_value', detail: 'from must be earlier than to' },
          ]);
        }
        const items = await history.summarise(event, from, to);
        const nothing = { evaluated: 0, matched: 0, ignored: 0, unmatched: 0, failed: 0 };
        const shown = items.length === 0 && event !== undefined ? [{ event, ...nothing }] : items;
        return { status: 200, body: { from, to, items: shown } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/event-history/{firingId}',
      operationId: 'getFiring',
      tag,
      summary: 'Get a firing with everything that was decided and done',
      permission: read,
      params: z.strictObject({ firingId: uuid }),
      responses: { 200: { description: 'The firing', schema: firingView } },
      async handle({ params }) {
        const found = await history.find(params.firingId);
        if (found === null) throw new CertloomError('not_found', 'There is no such firing.');
        const [firing = found] = await withRepeats([found], deps);
        const [sets, deliveries, causes, replays, directory] = await Promise.all([
          firing.snapshotId === null ? null : deps.snapshots.load(firing.snapshotId),
          deps.deliveriesOf(firing.firingId),
          history.causesOf(firing),
          history.replaysOf(firing.firingId),
          deps.directory.snapshot(),
        ]);
        return {
          status: 200,
          body: toFiringDetail({
            ...{ firing, sets, deliveries, causes, replays },
            attributesByName: directory.attributesByName,
            usernameOf: (userUuid) => directory.users.get(userUuid)?.username ?? null,
            runUrl: deps.runUrl(firing.workflowId, firing.runId),
          }),
        };
      },
    }),
  ];
}

/**
 * Firings into which uneventful ones are still being folded, with their number and the last moment: these stand on the
 * watch of the certificate until another firing takes the place.
 */
async function withRepeats<T extends FiringRow>(
  rows: readonly T[],
  { watchesOf }: EventHistoryRouteDeps,
): Promise<T[]> {
  const folding = rows.filter(({ event, objectUuid }) => findEvent(event)?.folds === true && objectUuid !== null);
  if (watchesOf === undefined || folding.length === 0) return [...rows];
  const watches = await watchesOf([...new Set(folding.flatMap(({ objectUuid }) => objectUuid ?? []))]);
  return rows.map((row) => {
    const watch = row.objectUuid === null ? undefined : watches.get(row.objectUuid);
    if (watch === undefined || watch.firingId !== row.firingId || watch.lastFiredAt === null) return row;
    return { ...row, repeatCount: watch.repeatCount, lastFiredAt: watch.lastFiredAt };
  });
}

/** Codes that are neither of this version nor in the history. @param pointer of a list with `/` at its end */
async function refuseUnknownEvents(
  codes: readonly string[],
  pointer: string,
  { history }: EventHistoryRouteDeps,
): Promise<void> {
  const faults = await Promise.all(
    codes.map(async (code, index) =>
      eventCodes.some((known) => known === code) || (await history.hasEvent(code))
        ? []
        : [
            {
              pointer: pointer.endsWith('/') ? `${pointer}${index}` : pointer,
              code: 'wrong_value',
              detail: expectedOneOf(code, eventCodes),
            },
          ],
    ),
  );
  if (faults.flat().length > 0) throw validationFailed(faults.flat());
}

async function filterOf(query: FiringListQuery, { snapshots }: EventHistoryRouteDeps): Promise<FiringFilter> {
  const { event, status, outcome, trigger, resource, objectUuid, place, actor, from, to, text, errorsOnly } = query;
  return {
    ...(event === undefined ? {} : { events: event }),
    ...(status === undefined ? {} : { statuses: status }),
    ...(outcome === undefined ? {} : { outcomes: outcome }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(resource === undefined || objectUuid === undefined ? {} : { object: { resource, uuid: objectUuid } }),
    ...(place === undefined ? {} : { snapshots: await snapshots.idsAtPlace(placeOfName(place)) }),
    ...(actor === undefined ? {} : { actor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(text === undefined ? {} : { text }),
    ...(errorsOnly === undefined ? {} : { errorsOnly }),
  };
}

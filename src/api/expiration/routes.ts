import { countPages } from '../../store/database/count';
import { unsettledStatuses } from '../../domain/expiration/ends';
import { durationMs, parseDuration } from '../../domain/values/duration';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { Position } from '../../store/database/keyset-scan';
import { createAcknowledgeRoutes } from './acknowledge';
import { createExpiringDaysRoute } from './days';
import { expiringDetail, expiringQuery, expiringRow, expiringSummary, type ExpiringQuery } from './schemas';
import { toSummary } from './summary';
import { toExpiringDetail, toExpiringRow, type ViewDirectory, type Viewer } from './rows';
import type { Acknowledgements } from '../../services/expiration/acknowledgements';
import type { ExpiringView, LookedAt } from '../../services/expiration/view';
import { patiently } from '../../services/work/patience';
import { seenParts } from '../../store/expiration/seen';
import { selectionOfList } from '../certificates/query';
import { pageReply, readCursor } from '../http/paging';
import { ofSharedWalk } from '../http/shared-walk';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, uuid, z } from '../http/schemas';

export interface ExpiringRouteDeps {
  readonly inventory: Pick<CertificateInventory, 'search' | 'shownNames' | 'count'>;
  readonly acknowledgements: Acknowledgements;
  readonly directory: { snapshot(): Promise<ViewDirectory> };
  readonly view: ExpiringView;
  readonly now: () => Date;
}

export const expiringTag = 'Expiring';
const read = 'expiring:read';
export const certificatePath = z.strictObject({ certificateUuid: uuid });
/** A filter by state looks at this many pages of the index at most in one request. */
const mostRounds = 10;
const roundSize = 100;
const summaryAgeMs = 5_000;
const reachAgeMs = 60_000;
/** A summary waits no longer for a number that takes its time. */
const patienceMs = 2_000;

/** Certificates that near their end: who is told when, and who takes care. */
export function createExpiringRoutes(deps: ExpiringRouteDeps): Route[] {
  const { inventory, view, acknowledgements, now } = deps;

  const viewerOf = async ({ permissions }: Caller): Promise<Viewer> => ({
    permissions,
    directory: await deps.directory.snapshot(),
    now: now(),
  });

  async function detail(looked: LookedAt, caller: Caller) {
    const viewer = await viewerOf(caller);
    const [subject] = await view.subjectsOf([looked], viewer.now);
    const { uuid: certificate } = looked.certificate;
    return toExpiringDetail(subject!, viewer, (await inventory.shownNames([certificate])).get(certificate));
  }

  return [
    defineRoute({
      method: 'get',
      path: '/expiring',
      operationId: 'listExpiringCertificates',
      tag: expiringTag,
      summary: 'List certificates that are about to expire, the first to expire first',
      description:
        'Issued certificates that are not archived. Certificates must match all filters. A page can be short or even empty although there are more: follow `nextCursor`.',
      permission: read,
      budget: 'search',
      query: expiringQuery,
      responses: { 200: { description: 'A page of certificates', schema: page(expiringRow) } },
      async handle(context) {
        const { query, caller } = context;
        const viewer = await viewerOf(caller);
        const after = readCursor(context) as Position | undefined;
        const found = await pageOf(deps, query, after, viewer.now);
        const subjects = await view.subjectsOf(found.items, viewer.now);
        const names = await inventory.shownNames(subjects.map(({ certificate }) => certificate.uuid));
        return pageReply(
          context,
          {
            items: subjects.map((subject) => toExpiringRow(subject, viewer, names.get(subject.certificate.uuid))),
            next: found.next === undefined ? undefined : { value: found.next.value, id: found.next.id },
          },
          () => countPages<Position>((from, limit) => pageOf(deps, { ...query, limit }, from, viewer.now)),
        );
      },
    }),
    createExpiringDaysRoute(deps),
    defineRoute({
      method: 'get',
      path: '/expiring/summary',
      operationId: 'getExpiringSummary',
      tag: expiringTag,
      summary: 'Get the numbers of certificates that are about to expire',
      description:
        'By week, remaining days, owner, group and RA profile. The numbers are a few seconds old; with a very large inventory, up to half a minute.',
      // No part of the budget of searches: those who wait share one walk, and would take turns from others.
      permission: read,
      responses: { 200: { description: 'The counts', schema: expiringSummary } },
      async handle({ caller }) {
        const [tally, reach] = await Promise.all([
          ofSharedWalk(view.tally(summaryAgeMs)),
          patiently(view.reach(reachAgeMs), patienceMs),
        ]);
        return { status: 200, body: toSummary(tally, reach, await viewerOf(caller)) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/expiring/{certificateUuid}',
      operationId: 'getExpiringCertificate',
      tag: expiringTag,
      summary: 'Get a certificate that is about to expire, with all its notice streams',
      permission: read,
      params: certificatePath,
      responses: { 200: { description: 'The certificate', schema: expiringDetail } },
      handle: async ({ params, caller }) => ({
        status: 200,
        body: await detail(await acknowledgements.look(params.certificateUuid, now()), caller),
      }),
    }),
    ...createAcknowledgeRoutes({ acknowledgements, detail, now }),
  ];
}

/** Rows of one page, and where the next begins. */
async function pageOf(
  { inventory, view }: ExpiringRouteDeps,
  query: ExpiringQuery,
  after: Position | undefined,
  at: Date,
): Promise<{ readonly items: LookedAt[]; readonly next: Position | undefined }> {
  const { limit, state, reachesNobody } = query;
  const isSifted = state !== 'all' || reachesNobody !== undefined;
  const within = query.within === undefined ? undefined : parseDuration(query.within);
  const widthMs = within === undefined ? await view.widestMs(at) : durationMs(within, at);
  const { owner, group, raProfile, text } = query;
  const selection = selectionOfList({ limit, owner, group, raProfile, text, state: 'issued', archived: false });
  // What has ended stands before what will: the marks of the scan tell which of it is not dealt with.
  const hasEnded = after === undefined || (after.value instanceof Date && after.value <= at);
  const ended = { ...selection, filter: { ...selection.filter, end: { $in: [...unsettledStatuses] } } };
  const search = (position: Position | undefined, size: number, isEnded: boolean) =>
    inventory.search(
      {
        ...(isEnded ? ended : selection),
        sort: 'notAfter',
        direction: 1,
        ...(isEnded ? {} : { from: new Date(at.getTime() + 1) }),
        to: new Date(at.getTime() + (isEnded ? 0 : widthMs) + 1),
        after: position,
        limit: size,
      },
      seenParts,
    );
  const items: LookedAt[] = [];
  let position = after;
  let isEnded = hasEnded && !statesBeforeEnd.has(state);
  if (hasEnded && !isEnded) position = undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    const found = await search(position, isSifted ? Math.max(limit, roundSize) : limit, isEnded);
    const looked = await view.lookAt(found.items, at);
    const standing = looked.filter((one) => (state === 'all' || one.state === state) && (!isEnded || isOpenEnd(one)));
    const unreached = reachesNobody === undefined ? undefined : await view.unreachedAmong(standing, at);
    const wanted =
      unreached === undefined
        ? standing
        : standing.filter(({ certificate }) => unreached.has(certificate.uuid) === reachesNobody);
    const taken = wanted.slice(0, limit - items.length);
    items.push(...taken);
    const last = taken.at(-1);
    const hasMore = wanted.length > taken.length || found.next !== undefined || isEnded;
    if (items.length === limit && last !== undefined && hasMore) {
      // What lies between the last one taken and the next wanted one is passed over again, which costs little.
      return { items, next: { value: last.notAfter, id: last.certificate.uuid } };
    }
    if (found.next !== undefined) {
      position = found.next;
      if (items.length === limit) break;
    } else if (isEnded && state !== 'expired') {
      [isEnded, position] = [false, undefined];
    } else {
      return { items, next: undefined };
    }
    if (!isSifted && items.length > 0 && found.next !== undefined) break;
  }
  return { items, next: position ?? { value: at, id: '~' } };
}

const statesBeforeEnd: ReadonlySet<ExpiringQuery['state']> = new Set(['upcoming', 'due', 'replaced']);

/** Of what has ended, that which somebody still has to do something about. */
function isOpenEnd({ state, watch }: LookedAt): boolean {
  return state === 'expired' || (state === 'acknowledged' && watch?.acknowledged?.until !== null);
}

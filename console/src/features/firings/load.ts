import { api, dataOf } from '../../shared/api/client';
import type { ListPage, ListQuery } from '../../shared/list/list-types';
import type { FiringRow } from './queries';

type Query = Readonly<Record<string, unknown>>;

/** What `show` in the address stands for: parts of the list, one behind the other. */
const parts: Readonly<Record<string, readonly Query[]>> = {
  // Failures in front; where nothing matched, nothing happened: that is left out.
  front: [{ errorsOnly: true }, { status: 'running' }, { status: 'finished', outcome: ['performed', 'ignored'] }],
  failures: [{ errorsOnly: true }],
  effects: [{ outcome: ['performed', 'ignored', 'error'] }],
};

export const showChoices = [
  { value: 'front', label: 'Failures first, no noise' },
  { value: 'failures', label: 'Failures only' },
  { value: 'effects', label: 'What had an effect' },
];

/** The filters as the API takes them; half an object names none and is left out. */
export function apiQuery({ show: _show, ...query }: ListQuery): ListQuery {
  const { resource, objectUuid, ...others } = query;
  return resource === undefined || objectUuid === undefined ? others : query;
}

/** For what takes one filter: the export and the chart. Parts are put together as well as one filter can. */
export function oneQuery({ show, ...query }: ListQuery): Query {
  const only =
    parts[String(show)]?.length === 1 ? parts[String(show)]?.[0] : show === 'front' ? parts['effects']?.[0] : {};
  return { ...only, ...apiQuery(query) };
}

/** Only one of `resource` and `objectUuid` is given. */
export function isHalfObject({ resource, objectUuid }: ListQuery): boolean {
  return (resource === undefined) !== (objectUuid === undefined);
}

type Ask = (query: Query, signal: AbortSignal) => Promise<ListPage<FiringRow>>;

const ask: Ask = (query, signal) => dataOf(api.GET('/api/v1/event-history', { params: { query }, signal }));

/** Loads a page of the list. A cursor of a list in parts begins with the number of its part. */
export async function loadFirings(
  query: ListQuery,
  signal: AbortSignal,
  load: Ask = ask,
): Promise<ListPage<FiringRow>> {
  const { show, cursor, ...others } = query;
  const asked = apiQuery(others);
  const some = parts[String(show)];
  if (some === undefined) return load({ ...asked, ...(cursor === undefined ? {} : { cursor }) }, signal);
  const [, number = '0', rest = ''] = /^(\d+):(.*)$/s.exec(String(cursor ?? '')) ?? [];
  let at = Number(number);
  let within = rest;
  for (;;) {
    const { count: _count, ...uncounted } = asked;
    const page = await load(
      // A total of one part would be told as that of all.
      {
        ...(some.length === 1 ? asked : uncounted),
        ...some[at],
        ...own(asked),
        ...(within === '' ? {} : { cursor: within }),
      },
      signal,
    );
    const isLast = at >= some.length - 1;
    const nextCursor = page.nextCursor !== null ? `${at}:${page.nextCursor}` : isLast ? null : `${at + 1}:`;
    if (page.items.length > 0 || nextCursor === null || page.nextCursor !== null) return { ...page, nextCursor };
    at += 1;
    within = '';
  }
}

/** What somebody has set by hand counts before what a quick filter would. */
function own({ status, outcome, errorsOnly }: ListQuery): Query {
  return {
    ...(status === undefined ? {} : { status }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(errorsOnly === undefined ? {} : { errorsOnly }),
  };
}

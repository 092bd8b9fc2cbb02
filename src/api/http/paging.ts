import type { Count } from '../../store/database/count';
import type { Reply, RequestContext } from './route';
import { validationFailed } from './faults';
import { type CursorKey } from './cursors';

type AnyContext = Pick<RequestContext<unknown, unknown, unknown>, 'query' | 'req' | 'operation' | 'cursors'>;

/**
 * The key in the request's `cursor` parameter, undefined on the first page. A cursor of another list, filter, sort or
 * installation, or a changed one, is a 422 `validation_failed` at `/query/cursor`.
 */
export function readCursor<K extends CursorKey = CursorKey>(context: AnyContext): K | undefined {
  const { cursor } = queryOf(context);
  if (typeof cursor !== 'string') return undefined;
  const key = context.cursors.open(cursor, bindingOf(context));
  if (key !== undefined) return key as K;
  throw validationFailed([
    {
      pointer: '/query/cursor',
      code: 'wrong_cursor',
      detail: 'the cursor does not belong to this list with this filter and sort; start again without it',
    },
  ]);
}

/**
 * 200 with `{items, nextCursor}` and, when there is more, `Link: <...>; rel="next"` (RFC 8288). With `?count=true` also
 * `total`.
 * @param next the key of the last row, or undefined on the last page
 * @param count counts the whole list with its filter; asked only when the caller does
 * @param more further members of the page
 */
export async function pageReply(
  context: AnyContext,
  { items, next }: { readonly items: readonly unknown[]; readonly next: CursorKey | undefined },
  count: () => Promise<Count>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  const total = queryOf(context)['count'] === true ? { total: await count() } : {};
  if (next === undefined) return { status: 200, body: { items, nextCursor: null, ...total, ...more } };
  const nextCursor = context.cursors.seal(next, bindingOf(context));
  const url = new URL(context.req.originalUrl, 'http://relative');
  url.searchParams.set('cursor', nextCursor);
  return {
    status: 200,
    body: { items, nextCursor, ...total, ...more },
    headers: { Link: `<${url.pathname}${url.search}>; rel="next"` },
  };
}

const ofPage = new Set(['cursor', 'limit', 'count']);

/** Operation plus every query parameter but the page's own; defaults are filled in, so naming one changes nothing. */
function bindingOf(context: AnyContext): string {
  const filter = Object.entries(queryOf(context))
    .filter(([name, value]) => !ofPage.has(name) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${context.operation} ${JSON.stringify(filter)}`;
}

function queryOf(context: AnyContext): Readonly<Record<string, unknown>> {
  return (context.query ?? {}) as Record<string, unknown>;
}

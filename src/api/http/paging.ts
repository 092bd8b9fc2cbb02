import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Reply, RequestContext } from './route';
import { validationFailed } from './faults';

/** Where a list goes on: sort value and id of the last row that was sent. Dates survive the way. */
export type CursorKey = Readonly<Record<string, string | number | boolean | null | Date>>;

export interface CursorCodec {
  /** Opaque text, base64url. `binding` (operation, filter and sort) is authenticated with it, not contained in it. */
  seal(key: CursorKey, binding: string): string;
  /** Undefined when the text was not made here for this binding. */
  open(cursor: string, binding: string): CursorKey | undefined;
}

type AnyContext = Pick<RequestContext<unknown, unknown, unknown>, 'query' | 'req' | 'operation' | 'cursors'>;

const macBytes = 16;

/** Cursors authenticated by HMAC-SHA-256, cut to 128 bits. All API processes of one installation share `secret`. */
export function createCursorCodec(secret: Buffer | string): CursorCodec {
  const mac = (payload: Buffer, binding: string) =>
    createHmac('sha256', secret).update(binding).update('\0').update(payload).digest().subarray(0, macBytes);
  return {
    seal(key, binding) {
      const payload = Buffer.from(JSON.stringify(Object.entries(key).map(([name, value]) => [name, encode(value)])));
      return Buffer.concat([mac(payload, binding), payload]).toString('base64url');
    },
    open(cursor, binding) {
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length <= macBytes || bytes.toString('base64url') !== cursor) return undefined;
      const payload = bytes.subarray(macBytes);
      if (!timingSafeEqual(mac(payload, binding), bytes.subarray(0, macBytes))) return undefined;
      const entries = JSON.parse(payload.toString()) as [string, Encoded][];
      return Object.fromEntries(entries.map(([name, value]) => [name, decode(value)]));
    },
  };
}

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
 * 200 with `{items, nextCursor}` and, when there is more, `Link: <...>; rel="next"` (RFC 8288).
 * @param next the key of the last row, or undefined on the last page
 */
export function pageReply(
  context: AnyContext,
  { items, next }: { readonly items: readonly unknown[]; readonly next: CursorKey | undefined },
): Reply {
  if (next === undefined) return { status: 200, body: { items, nextCursor: null } };
  const nextCursor = context.cursors.seal(next, bindingOf(context));
  const url = new URL(context.req.originalUrl, 'http://relative');
  url.searchParams.set('cursor', nextCursor);
  return {
    status: 200,
    body: { items, nextCursor },
    headers: { Link: `<${url.pathname}${url.search}>; rel="next"` },
  };
}

/** Operation plus every query parameter but the page's own; defaults are filled in, so naming one changes nothing. */
function bindingOf(context: AnyContext): string {
  const filter = Object.entries(queryOf(context))
    .filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${context.operation} ${JSON.stringify(filter)}`;
}

function queryOf(context: AnyContext): Readonly<Record<string, unknown>> {
  return (context.query ?? {}) as Record<string, unknown>;
}

type Encoded = string | number | boolean | null | { readonly date: string };

function encode(value: CursorKey[string]): Encoded {
  return value instanceof Date ? { date: value.toISOString() } : value;
}

function decode(value: Encoded): CursorKey[string] {
  return typeof value === 'object' && value !== null ? new Date(value.date) : value;
}

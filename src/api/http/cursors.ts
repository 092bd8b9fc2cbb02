import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where a list goes on: sort value and id of the last row that was sent. Dates survive the way. */
export type CursorKey = Readonly<Record<string, string | number | boolean | null | Date>>;
export interface CursorCodec {
  /** Opaque text, base64url. `binding` (operation, filter and sort) is authenticated with it, not contained in it. */
  seal(key: CursorKey, binding: string): string;
  /** Undefined when the text was not made here for this binding. */
  open(cursor: string, binding: string): CursorKey | undefined;
}

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

type Encoded = string | number | boolean | null | { readonly date: string };
function encode(value: CursorKey[string]): Encoded {
  return value instanceof Date ? { date: value.toISOString() } : value;
}

function decode(value: Encoded): CursorKey[string] {
  return typeof value === 'object' && value !== null ? new Date(value.date) : value;
}

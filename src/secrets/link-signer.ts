import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkTarget } from '../domain/notifications/page-link';

export type OpenedLink =
  { readonly kind: 'open' | 'expired'; readonly target: LinkTarget } | { readonly kind: 'unknown' };

/** Tokens of links that open one thing for whoever has them, until they expire. */
export interface LinkSigner {
  /** Up to 71 characters of `A-Za-z0-9_-`. Throws for an id that is neither a uuid nor 64 hex digits. */
  sign(target: LinkTarget, expiresAt: Date): string;
  /** The work is the same for every text that is no valid token. */
  open(token: string, now: Date): OpenedLink;
  /** Of a form on the page behind a token: proves that its sender was shown that page a short time ago. */
  signForm(token: string, at: Date): string;
  isFreshForm(form: string, token: string, now: Date): boolean;
}

/** The letters stand in links that are out in the world: none changes its meaning. */
const letters: Readonly<Record<LinkTarget['kind'], string>> = {
  firing: 'f',
  certificate: 'c',
  digest: 'd',
  approval: 'a',
  decision: 'p',
};
const kinds = new Map(Object.entries(letters).map(([kind, letter]) => [letter, kind as LinkTarget['kind']]));

const macBytes = 16;
/** Letter and expiry, seconds since 1970. */
const headBytes = 5;
const tokenForm = /^[A-Za-z0-9_-]{50,71}$/;
const formForm = /^[A-Za-z0-9_-]{28}$/;
const formLifeMs = 3_600_000;
const latestExpiry = 0xffff_ffff;

/**
 * HMAC-SHA-256 cut to 128 bits, over the kind, the expiry and the id, which stand before it: base64url in all.
 * @param keys 32 bytes each, for this use alone; the first one signs, all of them open, so that a key can be replaced
 */
export function createLinkSigner(keys: readonly Buffer[]): LinkSigner {
  const [first] = keys;
  if (first === undefined) throw new RangeError('Links need a key.');
  const mac = (key: Buffer, use: 'link' | 'form', ...parts: (Buffer | string)[]) =>
    parts
      .reduce((hmac, part) => hmac.update(part), createHmac('sha256', key).update(`${use}\0`))
      .digest()
      .subarray(0, macBytes);
  /** Every key is tried, also after one that fits. */
  const isMade = (found: Buffer, use: 'link' | 'form', ...parts: (Buffer | string)[]) =>
    keys.map((key) => timingSafeEqual(mac(key, use, ...parts), found)).includes(true);

  return {
    sign(target, expiresAt) {
      const bytes = bytesOf(target);
      const head = Buffer.alloc(headBytes);
      head.write(letters[target.kind], 'latin1');
      head.writeUInt32BE(Math.min(Math.floor(expiresAt.getTime() / 1000), latestExpiry), 1);
      const payload = Buffer.concat([head, bytes]);
      return Buffer.concat([payload, mac(first, 'link', payload)]).toString('base64url');
    },

    open(token, now) {
      // What cannot be a token is treated as one that nobody made.
      const isToken = tokenForm.test(token) && Buffer.from(token, 'base64url').toString('base64url') === token;
      const bytes = isToken ? Buffer.from(token, 'base64url') : Buffer.alloc(headBytes + 16 + macBytes);
      const payload = bytes.subarray(0, -macBytes);
      const made = isMade(bytes.subarray(-macBytes), 'link', payload);
      const kind = kinds.get(payload.toString('latin1', 0, 1));
      const target = kind === undefined ? undefined : targetOf(kind, payload.subarray(headBytes));
      if (!made || !isToken || target === undefined) return { kind: 'unknown' };
      return { kind: now.getTime() >= payload.readUInt32BE(1) * 1000 ? 'expired' : 'open', target };
    },

    signForm(token, at) {
      const time = Buffer.alloc(headBytes);
      time.writeUInt32BE(Math.floor(at.getTime() / 1000), 1);
      return Buffer.concat([time, mac(first, 'form', time, token)]).toString('base64url');
    },

    isFreshForm(form, token, now) {
      const bytes = formForm.test(form) ? Buffer.from(form, 'base64url') : Buffer.alloc(headBytes + macBytes);
      const time = bytes.subarray(0, headBytes);
      const made = isMade(bytes.subarray(headBytes), 'form', time, token);
      const age = now.getTime() - time.readUInt32BE(1) * 1000;
      // Another process of the installation may have a clock that is a little ahead.
      return made && age > -60_000 && age < formLifeMs;
    },
  };
}

const uuidBytes = 16;

function bytesOf(target: LinkTarget): Buffer {
  if (target.kind !== 'decision') return idBytes(target.id);
  const [approval, user] = [idBytes(target.id), idBytes(target.user)];
  if (approval.length !== uuidBytes || user.length !== uuidBytes) throw new RangeError('This id cannot be linked to.');
  return Buffer.concat([approval, user]);
}

function targetOf(kind: LinkTarget['kind'], bytes: Buffer): LinkTarget | undefined {
  if (kind !== 'decision') {
    const id = idOf(bytes);
    return id === undefined ? undefined : { kind, id };
  }
  if (bytes.length !== 2 * uuidBytes) return undefined;
  const [id, user] = [idOf(bytes.subarray(0, uuidBytes)), idOf(bytes.subarray(uuidBytes))];
  return id === undefined || user === undefined ? undefined : { kind, id, user };
}

function idBytes(id: string): Buffer {
  const hex = id.replaceAll('-', '').toLowerCase();
  const bytes = Buffer.from(hex, 'hex');
  if (idOf(bytes) === undefined || bytes.toString('hex') !== hex) throw new RangeError('This id cannot be linked to.');
  return bytes;
}

/** A uuid of 16 bytes, the hex digits of 32. */
function idOf(bytes: Buffer): string | undefined {
  const hex = bytes.toString('hex');
  if (bytes.length === 32) return hex;
  return bytes.length === uuidBytes ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : undefined;
}

import { createHash, createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { securityContexts, type SecurityContext } from '../domain/scripts/runtime';
import { parseContextKey } from '../domain/secrets/context-key';
import { openWith, publicBytesOf, sealTo, x25519PrivateKey } from './hpke';

/** What secrets of a context are sealed to. */
export interface PublicContextKey {
  readonly context: SecurityContext;
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** X25519, 32 bytes. */
  readonly bytes: Buffer;
}

/** What opens them. */
export interface PrivateContextKey {
  readonly context: SecurityContext;
  readonly id: string;
  readonly key: KeyObject;
}

const form = 'v1';

export function publicContextKey(context: SecurityContext, bytes: Buffer): PublicContextKey {
  const id = createHash('sha256').update(`certloom context key ${context}\n`).update(bytes).digest('hex').slice(0, 16);
  return { context, id, bytes };
}

/** @param raw 32 bytes */
export function privateContextKey(context: SecurityContext, raw: Buffer): PrivateContextKey {
  const key = x25519PrivateKey(raw);
  return { context, id: publicContextKey(context, publicBytesOf(key)).id, key };
}

export function publicOf({ context, key }: PrivateContextKey): PublicContextKey {
  return publicContextKey(context, publicBytesOf(key));
}

/**
 * Keys as a configuration has them, checked when it was read. Those of one context keep their order: the present one
 * first.
 */
export function privateContextKeys(texts: readonly string[]): readonly PrivateContextKey[] {
  return texts.map((text) => {
    const { context, key } = parseContextKey(text)!;
    return privateContextKey(context, Buffer.from(key, 'base64url'));
  });
}

export function publicContextKeys(texts: readonly string[]): readonly PublicContextKey[] {
  return texts.map((text) => {
    const { context, key } = parseContextKey(text)!;
    return publicContextKey(context, Buffer.from(key, 'base64url'));
  });
}

/** Keys of all contexts for who has the master key and was given no others, the present ones first. */
export function derivedContextKeys(keysFor: (use: string) => readonly Buffer[]): readonly PrivateContextKey[] {
  return securityContexts.flatMap((context) =>
    keysFor(`context key ${context}`).map((raw) => privateContextKey(context, raw)),
  );
}

/** Which key a sealed secret needs; undefined where the text is none. */
export function contextKeyIdOf(sealed: string): string | undefined {
  const [version, id, body, more] = sealed.split('.');
  return version === form && body !== undefined && more === undefined ? id : undefined;
}

/**
 * Sealed form: `v1.<id of the key>.<message of RFC 9180>`.
 * @param bound what the secret belongs to, such as a uuid; opening needs the same, so a sealed text cannot be moved
 */
export function sealForContext({ context, id, bytes }: PublicContextKey, secret: string, bound: string): string {
  return `${form}.${id}.${sealTo(bytes, Buffer.from(secret), infoOf(context, bound)).toString('base64url')}`;
}

/** Undefined when none of the keys is the right one, or the text was changed or moved. */
export function openForContext(keys: readonly PrivateContextKey[], sealed: string, bound: string): string | undefined {
  const id = contextKeyIdOf(sealed);
  const found = keys.find((one) => one.id === id);
  if (found === undefined) return undefined;
  try {
    const body = Buffer.from(sealed.slice(form.length + found.id.length + 2), 'base64url');
    return openWith(found.key, body, infoOf(found.context, bound)).toString('utf8');
  } catch {
    return undefined;
  }
}

function infoOf(context: SecurityContext, bound: string): Buffer {
  return Buffer.from(`certloom secret\n${context}\n${bound}`);
}

/** Says that a public key was put there by somebody with the master key. */
export interface ContextKeyMarks {
  of(key: PublicContextKey): string;
  /** `stale`: made under an earlier master key, to be made anew. */
  check(key: PublicContextKey, mark: string): 'good' | 'stale' | 'wrong';
}

/** @param keys 32 bytes each, for this use alone; the first one makes, all of them check (HMAC-SHA-256) */
export function createContextKeyMarks(keys: readonly Buffer[]): ContextKeyMarks {
  const macOf = (by: Buffer, { context, bytes }: PublicContextKey) =>
    createHmac('sha256', by).update(`${context}\n`).update(bytes).digest();
  return {
    of: (key) => macOf(keys[0]!, key).toString('base64url'),
    check(key, mark) {
      const given = Buffer.from(mark, 'base64url');
      const at = keys.findIndex((by) => {
        const mac = macOf(by, key);
        return mac.length === given.length && timingSafeEqual(mac, given);
      });
      return at < 0 ? 'wrong' : at === 0 ? 'good' : 'stale';
    },
  };
}

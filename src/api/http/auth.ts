import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import type { Caller } from './route';

/** Who a presented key belongs to; `expiresAt` is null when it does not end. */
export interface KeyOwner {
  readonly apiKeyUuid: string;
  readonly user: { readonly uuid: string; readonly username: string };
  readonly permissions: readonly Permission[];
  readonly expiresAt: Date | null;
}

export interface AuthDeps {
  /**
   * The owner of a key that is known, neither revoked nor expired, and whose user is enabled; else undefined.
   * Compares in constant time. `mayGuess` is asked before a text that people chose is compared slowly.
   */
  readonly lookUp: (key: string, mayGuess: () => Promise<boolean>) => Promise<KeyOwner | undefined>;
  /** Notes that a key was used; called at most once a minute and key, never awaited by a request. */
  readonly touch: (apiKeyUuid: string, at: Date) => Promise<void>;
  /** Calls back when keys, users or roles change in this process. */
  readonly onChange?: (listener: () => void) => void;
  readonly now: () => Date;
  readonly ttlMs?: number;
}

/** Throws `unauthenticated`. */
export type Authenticate = (
  req: Pick<Request, 'headers'>,
  guard: { readonly mayGuess: () => Promise<boolean> },
) => Promise<Caller>;

const maxKeyLength = 512;
const maxCached = 10_000;
const touchEveryMs = 60_000;

interface Entry {
  readonly caller: Caller;
  readonly freshUntil: number;
  readonly expiresAt: number;
}

/**
 * Authenticates by API key: `Authorization: Bearer <key>` (RFC 6750, section 2.1) or `X-API-Key: <key>`. Callers are
 * remembered for `ttlMs` (5 s), by digest of the key, so that a request costs no database read; changes made by
 * another process are seen after that time.
 */
export function createAuthenticate({ lookUp, touch, onChange, now, ttlMs = 5_000 }: AuthDeps): Authenticate {
  const cache = new Map<string, Entry>();
  const running = new Map<string, Promise<Entry | undefined>>();
  const touched = new Map<string, number>();
  let generation = 0;
  onChange?.(() => {
    generation += 1;
    cache.clear();
    running.clear();
  });

  async function find(key: string, digest: string, mayGuess: () => Promise<boolean>): Promise<Entry | undefined> {
    const askedIn = generation;
    const owner = await lookUp(key, mayGuess);
    if (owner === undefined) return undefined;
    const entry: Entry = {
      caller: {
        actor: { type: 'user', uuid: owner.user.uuid, name: owner.user.username },
        permissions: new Set(owner.permissions),
        authMethod: 'apiKey',
        apiKeyUuid: owner.apiKeyUuid,
      },
      freshUntil: now().getTime() + ttlMs,
      expiresAt: owner.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    };
    // What was read before a change must not outlive it.
    if (askedIn === generation) {
      if (cache.size >= maxCached) cache.clear();
      cache.set(digest, entry);
    }
    return entry;
  }

  async function entryOf(key: string, mayGuess: () => Promise<boolean>): Promise<Entry | undefined> {
    const digest = createHash('sha256').update(key).digest('base64');
    const known = cache.get(digest);
    const time = now().getTime();
    if (known !== undefined && known.freshUntil > time && known.expiresAt > time) return known;
    const joined = running.get(digest);
    if (joined !== undefined) return joined;
    const search = find(key, digest, mayGuess).finally(() => {
      if (running.get(digest) === search) running.delete(digest);
    });
    running.set(digest, search);
    return search;
  }

  function noteUse(apiKeyUuid: string): void {
    const time = now().getTime();
    if (time - (touched.get(apiKeyUuid) ?? -Infinity) < touchEveryMs) return;
    if (touched.size >= maxCached) touched.clear();
    touched.set(apiKeyUuid, time);
    // Only a hint for people who tidy up; the next use writes it again.
    void touch(apiKeyUuid, new Date(time)).catch(() => touched.delete(apiKeyUuid));
  }

  return async (req, { mayGuess }) => {
    const key = presentedKey(req);
    const entry = await entryOf(key, mayGuess);
    if (entry === undefined) throw refused('The key is unknown, expired or revoked, or its user is disabled.', true);
    if (entry.caller.apiKeyUuid !== undefined) noteUse(entry.caller.apiKeyUuid);
    return entry.caller;
  };
}

function presentedKey(req: Pick<Request, 'headers'>): string {
  const { authorization } = req.headers;
  const header = req.headers['x-api-key'];
  if (authorization !== undefined && header !== undefined) {
    throw refused('Send the key in Authorization or in X-API-Key, not in both.', true);
  }
  const key = authorization === undefined ? header : /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1];
  if (authorization === undefined && key === undefined) {
    throw refused('Send an API key: Authorization: Bearer <key>, or X-API-Key: <key>.', false);
  }
  if (typeof key !== 'string' || key.length === 0 || key.length > maxKeyLength) {
    throw refused('The key cannot be read.', true);
  }
  return key;
}

/** RFC 6750, section 3: `invalid_token` only when something was presented. The edge copies it to the header. */
function refused(detail: string, presented: boolean): CertloomError {
  const error = new CertloomError('unauthenticated', detail);
  challenges.set(error, `Bearer realm="certloom"${presented ? ', error="invalid_token"' : ''}`);
  return error;
}

const challenges = new WeakMap<object, string>();

/** Whether the refused request came with something that was to be a key. */
export function presentedSomething(error: object): boolean {
  return challenges.get(error)?.includes('invalid_token') ?? false;
}

/** The `WWW-Authenticate` of an `unauthenticated` refusal. */
export function challengeOf(error: object): string {
  return challenges.get(error) ?? 'Bearer realm="certloom"';
}

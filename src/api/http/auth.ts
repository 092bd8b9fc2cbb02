import type { Request } from 'express';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import { createRemembered, createUseNotes, type Remembered } from './remembered';
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

const maxKeyLength = 512;

/** Throws `unauthenticated`. */
export type Authenticate = (
  req: Pick<Request, 'headers'>,
  guard: { readonly mayGuess: () => Promise<boolean> },
) => Promise<Caller>;

/**
 * Authenticates by API key: `Authorization: Bearer <key>` (RFC 6750, section 2.1) or `X-API-Key: <key>`. Callers are
 * remembered for `ttlMs` (5 s), by digest of the key, so that a request costs no database read; changes made by
 * another process are seen after that time.
 */
export function createAuthenticate({ lookUp, touch, onChange, now, ttlMs = 5_000 }: AuthDeps): Authenticate {
  const remembered = createRemembered<Caller>({ now, ttlMs, onChange });
  const noteUse = createUseNotes(touch, now);

  async function find(key: string, mayGuess: () => Promise<boolean>): Promise<Remembered<Caller> | undefined> {
    const owner = await lookUp(key, mayGuess);
    if (owner === undefined) return undefined;
    return {
      value: {
        actor: { type: 'user', uuid: owner.user.uuid, name: owner.user.username },
        permissions: new Set(owner.permissions),
        authMethod: 'apiKey',
        apiKeyUuid: owner.apiKeyUuid,
        ...(owner.expiresAt === null ? {} : { validUntil: owner.expiresAt }),
      },
      expiresAt: owner.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    };
  }

  return async (req, { mayGuess }) => {
    const key = presentedKey(req);
    const caller = await remembered(key, () => find(key, mayGuess));
    if (caller === undefined) throw refused('The key is unknown, expired or revoked, or its user is disabled.', true);
    if (caller.apiKeyUuid !== undefined) noteUse(caller.apiKeyUuid);
    return caller;
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
    throw refused('Sign in, or send an API key: Authorization: Bearer <key>, or X-API-Key: <key>.', false);
  }
  if (typeof key !== 'string' || key.length === 0 || key.length > maxKeyLength) {
    throw refused('The key cannot be read.', true);
  }
  return key;
}

/** RFC 6750, section 3: `invalid_token` only when something was presented. The edge copies it to the header. */
function refused(detail: string, presented: boolean): CertloomError {
  return refusedWith(detail, `Bearer realm="certloom"${presented ? ', error="invalid_token"' : ''}`);
}

const challenges = new WeakMap<object, string | readonly string[]>();

/** A refusal with its own `WWW-Authenticate`, one field or several (RFC 9110, section 11.6.1). */
export function refusedWith(detail: string, challenge: string | readonly string[]): CertloomError {
  const error = new CertloomError('unauthenticated', detail);
  challenges.set(error, challenge);
  return error;
}

/** Whether the refused request came with something that was to be a key. */
export function presentedSomething(error: object): boolean {
  return challenges.get(error)?.includes('invalid_token') ?? false;
}

/** The `WWW-Authenticate` of an `unauthenticated` refusal. */
export function challengeOf(error: object): string | readonly string[] {
  return challenges.get(error) ?? 'Bearer realm="certloom"';
}

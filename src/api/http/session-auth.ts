import type { Request } from 'express';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import { createRemembered, createUseNotes } from './remembered';
import type { Caller } from './route';
import { foreignness, requestHeader } from './same-origin';
import type { CookieJar } from './session-cookie';

/** Whose session it is, and when it is over unless it is used again. */
export interface SessionOwner {
  readonly session: { readonly uuid: string };
  readonly user: { readonly uuid: string; readonly username: string };
  readonly permissions: readonly Permission[];
  readonly timeOut: Date;
}

export interface SessionAuthDeps {
  readonly cookie: Pick<CookieJar, 'read'>;
  readonly publicOrigin: string;
  /** The owner of a session that is not over, and whose user is enabled; else undefined. */
  readonly lookUp: (secret: string) => Promise<SessionOwner | undefined>;
  /** Notes that a session was used; called at most once a minute and session, never awaited by a request. */
  readonly touch: (uuid: string, at: Date) => Promise<void>;
  /** Calls back when sessions end, or users or roles change, in this process. */
  readonly onChange?: (listener: () => void) => void;
  readonly now: () => Date;
  readonly ttlMs?: number;
}

/**
 * Who calls by the cookie of a session; undefined without such a cookie. Throws `unauthenticated` when the session is
 * over, and `forbidden` when something would be changed by a request that another site may have sent.
 */
export type AuthenticateSession = (req: Pick<Request, 'headers' | 'method'>) => Promise<Caller | undefined>;

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const form = /^[A-Za-z0-9_-]{43}$/;

/** Sessions are remembered for `ttlMs` (5 s), as API keys are; what another process ends counts after that time. */
export function createAuthenticateSession(deps: SessionAuthDeps): AuthenticateSession {
  const { cookie, publicOrigin, lookUp, touch, onChange, now, ttlMs = 5_000 } = deps;
  const remembered = createRemembered<Caller>({ now, ttlMs, onChange });
  const noteUse = createUseNotes(touch, now);

  async function find(secret: string) {
    const owner = await lookUp(secret);
    if (owner === undefined) return undefined;
    const { session, user, permissions, timeOut } = owner;
    const caller: Caller = {
      actor: { type: 'user', uuid: user.uuid, name: user.username },
      permissions: new Set(permissions),
      authMethod: 'session',
      session,
    };
    return { value: caller, expiresAt: timeOut.getTime() };
  }

  return async (req) => {
    const secret = cookie.read(req.headers);
    if (secret === undefined) return undefined;
    const caller = form.test(secret) ? await remembered(secret, () => find(secret)) : undefined;
    if (caller === undefined) throw new CertloomError('unauthenticated', 'The session is over. Sign in again.');
    if (!reading.has(req.method)) refuseForeign(req, publicOrigin);
    noteUse(caller.session!.uuid);
    return caller;
  };
}

/** Throws `forbidden` unless a page of ours has sent the request. */
export function refuseForeign(req: Pick<Request, 'headers'>, publicOrigin: string): void {
  const reason = foreignness(req.headers, publicOrigin);
  if (reason !== undefined) throw new CertloomError('forbidden', reason);
  if ((req.headers[requestHeader.toLowerCase()] ?? '') !== '') return;
  throw new CertloomError(
    'forbidden',
    `With a session, a request that changes something needs the header ${requestHeader}: 1, which forms of other sites cannot send.`,
  );
}

import type { Request } from 'express';
import type { SessionMethod } from '../../domain/sign-in/session';
import type { BeginSession } from '../../services/sign-in/begin-session';
import { sourceOf, type Audit, type Audited } from '../http/audit';
import { carryOut } from '../http/audited-call';
import { addressKey } from '../http/rate-limits';
import { stateOf } from '../http/request-state';
import type { Caller } from '../http/route';
import { foreignness } from '../http/same-origin';
import type { CookieJar } from '../http/session-cookie';
import { CertloomError } from '../../domain/problem';

export const signInOperation = { operation: 'sessions.sign-in', resource: 'sessions' } as const;

export interface SigningInDeps {
  readonly audit: Audit;
  readonly cookie: CookieJar;
  readonly begin: BeginSession;
  readonly publicOrigin: string;
}

/** Somebody who has shown who they are. */
export interface Known {
  readonly user: { readonly uuid: string; readonly username: string };
  readonly method: SessionMethod;
  readonly provider?: string;
  readonly hint?: string;
}

export interface SigningIn {
  /** Begins a session, between two audit rows. @returns the `Set-Cookie` */
  signIn(req: Request, known: Known): Promise<string>;
  /** Writes down that somebody was not let in, without what they tried. */
  refused(req: Request, reason: string): Promise<void>;
  /** Throws `forbidden` when a page of another site has sent the request. Programs say nothing of sites, and may. */
  refuseForeign(req: Request): void;
}

/** What all ways of signing in have in common. */
export function createSigningIn({ audit, cookie, begin, publicOrigin }: SigningInDeps): SigningIn {
  return {
    async signIn(req, { user, method, provider, hint }) {
      const caller: Caller = {
        actor: { type: 'user', uuid: user.uuid, name: user.username },
        permissions: new Set(),
        authMethod: 'none',
      };
      const of: Audited = { req, caller, requestId: stateOf(req).requestId };
      const how = { method, ...(provider === undefined ? {} : { provider }) };
      let secret: string | undefined;
      const { ipAddress, userAgent } = sourceOf(req);
      const reply = await carryOut(audit, of, signInOperation, { operationData: how }, async (note) => {
        const begun = await begin({
          ...{ user: user.uuid, method, from: { ipAddress, userAgent }, before: cookie.read(req.headers) },
          ...(provider === undefined ? {} : { provider }),
          ...(hint === undefined ? {} : { hint }),
        });
        secret = cookie.set(begun.secret, begun.maxAgeSeconds);
        note({ objects: [{ uuid: begun.session.uuid, name: user.username }], additionalData: how });
        return { status: 200 };
      });
      if (secret === undefined) throw new Error(`a session was not begun: ${reply.status}`);
      return secret;
    },

    async refused(req, reason) {
      const of = { req, caller: undefined, requestId: stateOf(req).requestId };
      // Nothing was done that would need the row.
      await audit
        .refusal(of, signInOperation, { kind: `${addressKey(req)} ${reason}`, message: reason })
        .catch(() => undefined);
    },

    refuseForeign(req) {
      const { 'sec-fetch-site': site, origin } = req.headers;
      if (site === undefined && origin === undefined) return;
      const reason = foreignness(req.headers, publicOrigin);
      if (reason !== undefined) throw new CertloomError('forbidden', reason);
    },
  };
}

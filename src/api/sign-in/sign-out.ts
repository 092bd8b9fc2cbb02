import type { SessionStore } from '../../store/sign-in/sessions';
import { CertloomError } from '../../domain/problem';
import { defineRoute, type Route } from '../http/route';
import { z } from '../http/schemas';
import type { CookieJar } from '../http/session-cookie';

export interface SignOutDeps {
  readonly sessions: Pick<SessionStore, 'get' | 'end' | 'hintOf'>;
  readonly cookie: Pick<CookieJar, 'clear'>;
  /** Where a browser goes to sign out of the provider, too; null where that is not known or not offered. */
  readonly leaveProvider?: (provider: string, hint: string | undefined, user: string) => Promise<string | null>;
  readonly now: () => Date;
}

const signedOut = z
  .strictObject({
    location: z.string().openapi({
      description:
        'Where the browser goes next: the start page, or the page of the provider that signs out there, too.',
    }),
  })
  .openapi('SignedOut');

/** `POST /sign-in/out`: ends the session that asks. The answer is no redirect, because a script could not follow it. */
export function createSignOutRoute({ sessions, cookie, leaveProvider, now }: SignOutDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/sign-in/out',
    operationId: 'signOut',
    tag: 'Sessions',
    summary: 'Sign out of this session',
    description: 'Other sessions of yours stay. An API key is not signed in: 409 `invalid_state`.',
    permission: 'authenticated',
    audit: { operation: 'sessions.sign-out', resource: 'sessions' },
    responses: { 200: { description: 'The session is over', schema: signedOut } },
    async handle({ caller, note }) {
      if (caller.session === undefined) {
        throw new CertloomError('invalid_state', 'There is no session: this request came with an API key.');
      }
      const { uuid } = caller.session;
      const { provider } = await sessions.get(uuid);
      const hint = await sessions.hintOf(uuid);
      note({ objects: [{ uuid, name: caller.actor.name }] });
      // First our own: whatever becomes of the other one, this browser is out.
      await sessions.end(uuid, 'signedOut', now());
      const elsewhere = provider === null ? null : ((await leaveProvider?.(provider, hint, caller.actor.uuid)) ?? null);
      return { status: 200, body: { location: elsewhere ?? '/' }, headers: { 'Set-Cookie': cookie.clear() } };
    },
  });
}

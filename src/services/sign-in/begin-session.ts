import type { SessionLimits, SessionMethod } from '../../domain/sign-in/session';
import type { Session } from '../../domain/sign-in/session';
import type { SessionStore } from '../../store/sign-in/sessions';

export interface NewSignIn {
  /** Uuid of the user. */
  readonly user: string;
  readonly method: SessionMethod;
  readonly provider?: string;
  /** Sealed. */
  readonly hint?: string;
  /** Where the browser is. */
  readonly from: { readonly ipAddress: string; readonly userAgent: string | null };
  /** What the browser presented before it signed in. */
  readonly before: string | undefined;
}

export interface BeginSessionDeps {
  readonly sessions: Pick<SessionStore, 'bySecret' | 'end' | 'create'>;
  readonly limits: () => Promise<SessionLimits>;
  readonly now: () => Date;
}

export interface BegunSession {
  readonly session: Session;
  /** What the browser presents from now on. */
  readonly secret: string;
  readonly maxAgeSeconds: number;
}

export type BeginSession = (signIn: NewSignIn) => Promise<BegunSession>;

/**
 * A session of its own for every sign-in, so that whoever knew what a browser presented before knows nothing; the one
 * that it had ends.
 */
export function createBeginSession({ sessions, limits, now }: BeginSessionDeps): BeginSession {
  return async ({ user, method, provider = null, hint, from, before }) => {
    const at = now();
    const known = before === undefined ? undefined : await sessions.bySecret(before);
    const { session, secret } = await sessions.create(
      { user, method, provider, ...from, ...(hint === undefined ? {} : { hint }) },
      at,
    );
    if (known !== undefined) await sessions.end(known.uuid, 'replaced', at);
    return { session, secret, maxAgeSeconds: (await limits()).absoluteMs / 1000 };
  };
}

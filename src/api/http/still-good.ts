import type { Request } from 'express';
import { CertloomError } from '../../domain/problem';
import type { Permission } from '../../domain/identity/permissions';
import type { Authenticate } from './auth';
import type { Caller } from './route';
import type { CookieJar } from './session-cookie';

export interface StillGoodDeps {
  readonly authenticate: Authenticate;
  readonly cookie: Pick<CookieJar, 'read'>;
  /** Whose session a cookie is of; undefined when that is over, or the user is disabled. */
  readonly ownerOf: (
    secret: string,
  ) => Promise<{ readonly user: { readonly uuid: string }; readonly permissions: readonly Permission[] } | undefined>;
}

/**
 * Whether what a request was let in with would let the same person in now, with the same permissions. For answers that
 * outlive the moment of their request. Throws when that cannot be found out: the database is away.
 */
export function createStillGood({ authenticate, cookie, ownerOf }: StillGoodDeps) {
  /** Not by authenticating again: that would be a use of the session, which then never gets idle. */
  async function isSessionGood(req: Request, caller: Caller): Promise<boolean> {
    const secret = cookie.read(req.headers);
    const owner = secret === undefined ? undefined : await ownerOf(secret);
    return owner !== undefined && owner.user.uuid === caller.actor.uuid && areAlike(caller, owner.permissions);
  }

  return async (req: Request, caller: Caller): Promise<boolean> => {
    if (caller.session !== undefined) return isSessionGood(req, caller);
    try {
      // The text was right when the request came: it is no guess.
      const now = await authenticate(req, { mayGuess: () => Promise.resolve(true) });
      return (
        now.actor.uuid === caller.actor.uuid &&
        now.validUntil?.getTime() === caller.validUntil?.getTime() &&
        areAlike(caller, [...now.permissions])
      );
    } catch (error) {
      if (error instanceof CertloomError && error.code === 'unauthenticated') return false;
      throw error;
    }
  };
}

function areAlike({ permissions }: Caller, now: readonly Permission[]): boolean {
  return permissions.size === new Set(now).size && now.every((permission) => permissions.has(permission));
}

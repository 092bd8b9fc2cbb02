import type { Permission } from '../../domain/identity/permissions';
import { permissionsGranted } from '../../domain/identity/roles';
import { isLive, timeOutOf, type Session, type SessionLimits } from '../../domain/sign-in/session';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import type { SessionStore } from '../../store/sign-in/sessions';

export interface OwnedSession {
  readonly session: Session;
  readonly user: { readonly uuid: string; readonly username: string };
  readonly permissions: readonly Permission[];
  readonly timeOut: Date;
}

export interface SessionOwnersDeps {
  readonly sessions: Pick<SessionStore, 'bySecret'>;
  readonly users: Pick<UserStore, 'find'>;
  readonly roles: Pick<RoleStore, 'byIds'>;
  readonly limits: () => Promise<SessionLimits>;
  readonly now: () => Date;
}

/** From what a browser presents to who is signed in with it; undefined when that is over, or the user is disabled. */
export function createSessionOwners({ sessions, users, roles, limits, now }: SessionOwnersDeps) {
  return async function lookUp(secret: string): Promise<OwnedSession | undefined> {
    const session = await sessions.bySecret(secret);
    if (session === undefined) return undefined;
    const current = await limits();
    if (!isLive(session, current, now())) return undefined;
    const user = await users.find(session.user);
    if (user === undefined || !user.enabled) return undefined;
    return {
      session,
      user: { uuid: user.uuid, username: user.username },
      permissions: [...permissionsGranted(user, await roles.byIds(user.roles))],
      timeOut: timeOutOf(session, current),
    };
  };
}

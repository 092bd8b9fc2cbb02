import { passwordFault, shortestPassword } from '../../domain/sign-in/password';
import { CertloomError, validationFailed } from '../../domain/problem';
import type { User } from '../../domain/identity/user';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import type { PasswordStore } from '../../store/sign-in/passwords';
import type { SessionStore } from '../../store/sign-in/sessions';
import type { SignIn } from '../http/sign-in';
import { defineRoute, type Caller, type Route } from '../http/route';
import { uuidPath, z } from '../http/schemas';
import { permissionsOfUser, refuseChangingAdministrator, refuseGranting } from '../identity/granting';

export interface PasswordRouteDeps {
  readonly passwords: PasswordStore;
  readonly sessions: Pick<SessionStore, 'endOf'>;
  readonly users: UserStore;
  readonly roles: RoleStore;
  readonly attempt: SignIn['attempt'];
  readonly now: () => Date;
}

const password = z
  .string()
  .min(1)
  .max(1_000)
  .openapi({
    writeOnly: true,
    description: `At least ${shortestPassword} characters; of which kinds is up to you.`,
  });
const ownBody = z
  .strictObject({
    currentPassword: z.string().max(1_000).optional().openapi({
      writeOnly: true,
      description: 'Needed when you have one.',
    }),
    password,
  })
  .openapi('OwnPasswordRequest');
const usersBody = z.strictObject({ password }).openapi('PasswordRequest');
const done = { 204: { description: 'Done' } } as const;
const setting = { operation: 'users.set-password', resource: 'users' } as const;

/** `/me/password` and `/users/{uuid}/password`. A new password ends the other sessions of its user. */
export function createPasswordRoutes(deps: PasswordRouteDeps): Route[] {
  const { passwords, sessions, users, roles, attempt, now } = deps;

  async function set({ uuid, username }: User, text: string, kept?: string): Promise<void> {
    const detail = passwordFault(text, username);
    if (detail !== undefined) throw validationFailed([{ pointer: '/password', code: 'weak_password', detail }]);
    await passwords.set(uuid, text, now());
    await sessions.endOf(uuid, 'passwordChanged', now(), kept);
  }

  /** Who may sign in as somebody may do what they may. Throws `forbidden`. */
  async function refuseTakingOver(caller: Caller, user: User): Promise<void> {
    refuseGranting(caller, [], await permissionsOfUser(roles, { ...user, enabled: true }));
    await refuseChangingAdministrator(users, caller, user);
  }

  return [
    defineRoute({
      ...{ tag: 'Users', method: 'put', path: '/me/password', operationId: 'setOwnPassword' },
      summary: 'Set your own password',
      description: 'Your other sessions are over then.',
      permission: 'authenticated',
      body: ownBody,
      audit: setting,
      responses: done,
      async handle({ req, caller, body, note }) {
        const user = await users.get(caller.actor.uuid);
        note({ objects: [{ uuid: user.uuid, name: user.username }] });
        if (await passwords.has(user.uuid)) {
          const tried = attempt(req, req.res!);
          if (!(await tried.mayGuess())) await tried.fail();
          if (!(await passwords.matches(user.uuid, body.currentPassword ?? ''))) {
            const detail = 'this is not your password';
            throw validationFailed([{ pointer: '/currentPassword', code: 'wrong_password', detail }]);
          }
          tried.succeed();
          if (body.password === body.currentPassword) {
            const detail = 'this is the password that you have';
            throw validationFailed([{ pointer: '/password', code: 'same_password', detail }]);
          }
        } else if (caller.session !== undefined) {
          // A session that somebody else got hold of must not become a way in that outlives it.
          throw new CertloomError(
            'forbidden',
            'You have no password yet: an administrator sets the first one, or you with an API key.',
          );
        }
        await set(user, body.password, caller.session?.uuid);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...{ tag: 'Users', method: 'put', path: '/users/{uuid}/password', operationId: 'setUserPassword' },
      summary: 'Set the password of a user',
      description: 'The sessions of the user are over then. Nobody sets one for a user who may do more than they may.',
      permission: 'users:write',
      params: uuidPath,
      body: usersBody,
      audit: setting,
      responses: done,
      async handle({ params, body, caller, note }) {
        const user = await users.get(params.uuid);
        note({ objects: [{ uuid: user.uuid, name: user.username }] });
        await refuseTakingOver(caller, user);
        await set(user, body.password);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...{ tag: 'Users', method: 'delete', path: '/users/{uuid}/password', operationId: 'deleteUserPassword' },
      summary: 'Delete the password of a user',
      description: 'Other ways to sign in stay. Deleting it again changes nothing.',
      permission: 'users:write',
      params: uuidPath,
      audit: { operation: 'users.delete-password', resource: 'users' },
      responses: done,
      async handle({ params, caller, note }) {
        const user = await users.get(params.uuid);
        note({ objects: [{ uuid: user.uuid, name: user.username }] });
        await refuseChangingAdministrator(users, caller, user);
        await passwords.remove(user.uuid);
        return { status: 204 };
      },
    }),
  ];
}

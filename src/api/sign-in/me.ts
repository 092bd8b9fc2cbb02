import type { Session, SessionLimits } from '../../domain/sign-in/session';
import type { UserStore } from '../../store/identity/users';
import type { SessionStore } from '../../store/sign-in/sessions';
import { defineRoute, type Route } from '../http/route';
import { orNull, z } from '../http/schemas';
import { permission } from '../identity/roles';
import { userSchema } from '../identity/users';
import { sessionView, toSessionView } from './schemas';

/** What a program that shows the product has to know of it. */
export interface Installation {
  readonly version: string;
  readonly publicUrl: string;
  /** Address of the Temporal UI; null where there is none. */
  readonly temporalUiUrl: string | null;
}

export interface MeRouteDeps {
  readonly users: Pick<UserStore, 'get'>;
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly limits: () => Promise<SessionLimits>;
  readonly installation: () => Installation;
  readonly now: () => Date;
}

const installation = z
  .strictObject({
    version: z.string(),
    publicUrl: z.string().openapi({ description: 'Where people reach this installation.' }),
    timeZone: z.literal('UTC').openapi({ description: 'Of cron texts and of days in settings.' }),
    temporalUiUrl: z
      .string()
      .nullable()
      .openapi({ description: 'Null where there is none, or without `workers:read` and `event-history:read`.' }),
  })
  .openapi('Installation');

// The members of a user again, not an extension: in the description that would be two closed objects, and no answer fits both.
const me = z
  .strictObject({
    ...userSchema.shape,
    permissions: z.array(permission).openapi({ description: 'What the roles grant together, sorted.' }),
    authMethod: z.enum(['apiKey', 'session']).openapi({ description: 'What this request came with.' }),
    session: orNull(sessionView, 'The session that asks; null with an API key.'),
    installation,
  })
  .openapi('CurrentUser');

/** `GET /me`: who asks, what they may do, and what of the installation matters to whoever shows it. */
export function createMeRoute(deps: MeRouteDeps): Route {
  const { users, sessions, limits, now } = deps;

  async function shown(session: Session | undefined) {
    return session === undefined ? null : toSessionView(session, await limits(), now(), session.uuid);
  }

  return defineRoute({
    method: 'get',
    path: '/me',
    operationId: 'getCurrentUser',
    tag: 'Users',
    summary: 'Get your own user, with its permissions',
    description: 'And how you are signed in, and what of the installation a console has to know.',
    permission: 'authenticated',
    responses: { 200: { description: 'The user', schema: me, etag: true } },
    async handle({ caller }) {
      const user = await users.get(caller.actor.uuid);
      const { authMethod, permissions } = caller;
      const session = caller.session && (await sessions.find(caller.session.uuid));
      const { version, publicUrl, temporalUiUrl } = deps.installation();
      const seesRuns = permissions.has('workers:read') && permissions.has('event-history:read');
      return {
        status: 200,
        body: {
          ...user,
          permissions: [...permissions].sort(),
          authMethod,
          session: await shown(session),
          installation: { version, publicUrl, timeZone: 'UTC', temporalUiUrl: seesRuns ? temporalUiUrl : null },
        },
        revision: user.revision,
      };
    },
  });
}

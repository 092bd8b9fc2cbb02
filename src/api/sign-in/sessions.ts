import { sessionMethods, type Session, type SessionLimits } from '../../domain/sign-in/session';
import { CertloomError } from '../../domain/problem';
import type { UserStore } from '../../store/identity/users';
import { sessionSorts, type SessionStore } from '../../store/sign-in/sessions';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Reply, type RequestContext, type Route } from '../http/route';
import { pageQuery, uuid, uuidPath, z } from '../http/schemas';
import { sortBy, sortOrder } from '../http/sorting';
import { refuseChangingAdministrator } from '../identity/granting';
import { sessionPage, sessionView, toSessionView } from './schemas';

export interface SessionRouteDeps {
  readonly sessions: SessionStore;
  readonly users: Pick<UserStore, 'find'>;
  readonly limits: () => Promise<SessionLimits>;
  readonly now: () => Date;
}

const ownQuery = z.strictObject({
  ...pageQuery,
  method: z.enum(sessionMethods).optional(),
  state: z.enum(['live', 'ended']).optional(),
  sort: sortBy(...sessionSorts).default('-lastUsedAt'),
});
const query = ownQuery.extend({ user: uuid.optional() });
type Query = z.output<typeof query>;

const tag = 'Sessions';
const ended = { 200: { description: 'The session, which is over', schema: sessionView } } as const;
const audit = { operation: 'sessions.revoke', resource: 'sessions' } as const;

/** `/sessions` of everybody, and `/me/sessions` of whoever asks. */
export function createSessionRoutes({ sessions, users, limits, now }: SessionRouteDeps): Route[] {
  async function listed(context: RequestContext<unknown, Query, unknown>, user: string | undefined): Promise<Reply> {
    const { sort, limit, method, state } = context.query;
    const [current, at] = [await limits(), now()];
    const filter = {
      ...(user === undefined ? {} : { user }),
      ...(method === undefined ? {} : { method }),
      ...(state === undefined ? {} : { state }),
      ...{ limits: current, now: at },
    };
    const after = readCursor<{ at: Date; uuid: string }>(context);
    const order = { ...sortOrder(sort, sessionSorts), limit, ...(after === undefined ? {} : { after }) };
    const { items, next } = await sessions.list(filter, order);
    const views = items.map((session) => toSessionView(session, current, at, context.caller.session?.uuid));
    return pageReply(context, { items: views, next }, () => sessions.count(filter));
  }

  async function end({ uuid: id }: Session, caller: Caller): Promise<Reply> {
    await sessions.end(id, 'revoked', now());
    return show(await sessions.get(id), caller);
  }

  async function show(session: Session, caller: Caller): Promise<Reply> {
    return { status: 200, body: toSessionView(session, await limits(), now(), caller.session?.uuid) };
  }

  /** Throws `not_found` for a session of somebody else, too. */
  async function own(id: string, caller: Caller): Promise<Session> {
    const session = await sessions.get(id);
    if (session.user === caller.actor.uuid) return session;
    throw new CertloomError('not_found', 'There is no such session.');
  }

  return [
    defineRoute({
      ...{ tag, method: 'get', path: '/sessions', operationId: 'listSessions' },
      summary: 'List the sessions of all users',
      permission: 'sessions:read',
      query,
      responses: { 200: { description: 'A page of sessions', schema: sessionPage } },
      handle: (context) => listed(context, context.query.user),
    }),
    defineRoute({
      ...{ tag, method: 'get', path: '/sessions/{uuid}', operationId: 'getSession' },
      summary: 'Get a session',
      permission: 'sessions:read',
      params: uuidPath,
      responses: { 200: { description: 'The session', schema: sessionView } },
      handle: async ({ params, caller }) => show(await sessions.get(params.uuid), caller),
    }),
    defineRoute({
      ...{ tag, method: 'delete', path: '/sessions/{uuid}', operationId: 'revokeSession' },
      summary: 'Revoke a session',
      description:
        'It is over at once in this process and within five seconds in others. It stays in the list. Revoking it again changes nothing.',
      permission: 'sessions:write',
      params: uuidPath,
      audit,
      responses: ended,
      async handle({ params, caller }) {
        const session = await sessions.get(params.uuid);
        const user = await users.find(session.user);
        if (user !== undefined) await refuseChangingAdministrator(users, caller, user);
        return end(session, caller);
      },
    }),
    defineRoute({
      ...{ tag, method: 'get', path: '/me/sessions', operationId: 'listOwnSessions' },
      summary: 'List your own sessions',
      permission: 'authenticated',
      query: ownQuery,
      responses: { 200: { description: 'A page of sessions', schema: sessionPage } },
      handle: (context) => listed(context, context.caller.actor.uuid),
    }),
    defineRoute({
      ...{ tag, method: 'delete', path: '/me/sessions/{uuid}', operationId: 'revokeOwnSession' },
      summary: 'Revoke a session of your own',
      description: 'Of another browser, for example. To leave this one, sign out.',
      permission: 'authenticated',
      params: uuidPath,
      audit,
      responses: ended,
      handle: async ({ params, caller }) => end(await own(params.uuid, caller), caller),
    }),
  ];
}

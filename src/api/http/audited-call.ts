import { isDeepStrictEqual } from 'node:util';
import type { AuditNote, AuditObject, AuditResource } from '../../domain/identity/audit';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import type { Audit, Audited, AuditedOperation } from './audit';
import { problems, toAppError } from './problems';
import type { Caller, Reply, RequestContext, Route } from './route';

type Context = RequestContext<unknown, unknown, unknown>;

/** What is set up, not what is worked on. */
const configuration: ReadonlySet<string> = new Set([
  'apiKeys',
  'approvalProfiles',
  'authorities',
  'certificateProfiles',
  'collections',
  'connections',
  'customAttributes',
  'discoveries',
  'events',
  'groups',
  'identityProviders',
  'notificationProfiles',
  'raProfiles',
  'roles',
  'scripts',
  'secrets',
  'jobs',
  'settings',
  'triggerSets',
  'triggers',
  'users',
] satisfies AuditResource[]);

export interface AuditedCall {
  /** Throws `forbidden`; on audited routes the refusal is recorded. */
  authorise(of: Audited & { readonly caller: Caller }): Promise<void>;
  handle(of: Audited, context: Omit<Context, 'note'>): Promise<Reply>;
}

/**
 * Calls a route's handler between its two audit rows. Without the first row nothing is carried out
 * (`audit_unavailable`). The second cannot take the work back: when it fails the answer stands and the log tells.
 * @param reader shows the object that is changed, without its secrets: configuration is recorded before and after. What
 * is done to an object under a path of its own, such as rotating a secret, answers with something else, so the object is
 * read again afterwards
 */
export function auditing(route: Route, audit: Audit, reader?: Route): AuditedCall {
  const operation = typeof route.audit === 'object' ? route.audit : undefined;
  const recordsChanges = operation !== undefined && configuration.has(operation.resource);
  const isChange = recordsChanges && ['put', 'patch', 'delete'].includes(route.method);
  const isDoneToObject =
    recordsChanges && route.method === 'post' && reader !== undefined && reader.path !== route.path;

  return {
    async authorise(of) {
      const { permission } = route;
      if (permission === 'authenticated' || permission === 'anyone') return;
      await authorise(audit, of, permission, operation);
    },

    async handle(of, context) {
      // Assigned, not spread: `signal` is a getter that must stay lazy.
      const withNote = (note: Context['note']) => Object.defineProperty(context, 'note', { value: note }) as Context;
      if (operation === undefined) return route.handle(withNote(() => undefined));

      const path = hasMembers(context.params) ? { params: context.params } : undefined;
      const values = (await audit.verbose()) ? { ...path, query: context.query, body: context.body } : path;
      const first = { objects: objectsOf(context.params), ...(values === undefined ? {} : { operationData: values }) };
      let before: unknown;
      let after: unknown;
      return carryOut(
        audit,
        of,
        operation,
        first,
        async (note) => {
          const whole = withNote(note);
          before = isChange || isDoneToObject ? await shown(whole) : undefined;
          const reply = await route.handle(whole);
          after = isDoneToObject ? await shown(whole) : reply.body;
          return reply;
        },
        { picture: () => before, changeOf: (reply) => changeOf(before, after, reply.status) },
      );
    },
  };

  /** The object as it is; undefined where nothing can be shown. */
  async function shown(context: Context): Promise<unknown> {
    if (reader === undefined) return undefined;
    const asked = Object.create(context, { query: { value: {} }, note: { value: () => undefined } }) as Context;
    return reader.handle(asked).then(
      ({ body }) => body,
      // The change itself says what is wrong.
      () => undefined,
    );
  }

  function changeOf(before: unknown, after: unknown, status: number): object {
    // A test notification, for example, leaves the profile as it was.
    if (isDoneToObject) return isDeepStrictEqual(before, after) ? {} : { before: before ?? null, after: after ?? null };
    if (!isChange && !(recordsChanges && status === 201)) return {};
    return { before: before ?? null, after: route.method === 'delete' ? null : (after ?? null) };
  }
}

/** Throws `forbidden`; for an operation that is audited the refusal is recorded. */
export async function authorise(
  audit: Audit,
  of: Audited & { readonly caller: Caller },
  permission: Permission,
  operation: AuditedOperation | undefined,
): Promise<void> {
  if (of.caller.permissions.has(permission)) return;
  if (operation !== undefined) {
    await audit.refusal(of, operation, { kind: of.caller.actor.uuid, message: 'forbidden' });
  }
  throw new CertloomError('forbidden', `This needs the permission ${permission}.`);
}

/**
 * `work` between two audit rows, see `auditing`; what it notes goes into the second, member by member.
 * @param more a picture of the object as it was, and what the second row tells of its change
 */
export async function carryOut<R extends Pick<Reply, 'status' | 'body'>>(
  audit: Audit,
  of: Audited,
  operation: AuditedOperation,
  first: AuditNote,
  work: (note: (note: AuditNote) => void) => Promise<R>,
  more?: { readonly picture: () => unknown; readonly changeOf: (reply: R) => object },
): Promise<R> {
  let noted: AuditNote = {};
  const objects = () => noted.objects ?? first.objects ?? [];
  await audit.request(of, operation, first);
  try {
    const reply = await work((note) => void (noted = { ...noted, ...note }));
    await settle(
      audit.outcome(of, operation, reply.status < 400 ? 'success' : 'failure', {
        message: 'done',
        ...noted,
        objects: namedObjects(objects(), [reply.body, more?.picture()]),
        additionalData: { ...asObject(noted.additionalData), status: reply.status, ...more?.changeOf(reply) },
      }),
    );
    return reply;
  } catch (thrown) {
    const { error } = toAppError(thrown);
    await settle(
      audit.outcome(of, operation, 'failure', {
        ...noted,
        objects: namedObjects(objects(), [more?.picture()]),
        message: error.code,
        additionalData: { status: problems[error.code].status },
      }),
    );
    throw thrown;
  }
}

/** `createAudit` has logged the failure. */
async function settle(row: Promise<void>): Promise<void> {
  await row.catch(() => undefined);
}

/** The objects with names, where one of these pictures of them has it. */
function namedObjects(objects: readonly AuditObject[], pictures: readonly unknown[]): AuditObject[] {
  const pictured = pictures.flatMap(objectsOf);
  if (objects.length === 0) return pictured.slice(0, 1);
  return objects.map(({ uuid, name }) => ({
    uuid,
    name: name ?? pictured.find((picture) => picture.uuid === uuid)?.name ?? null,
  }));
}

function asObject(data: unknown): object {
  return typeof data === 'object' && data !== null ? data : {};
}

function objectsOf(source: unknown): AuditObject[] {
  if (typeof source !== 'object' || source === null || !('uuid' in source)) return [];
  const name = 'name' in source ? source.name : 'username' in source ? source.username : null;
  return [{ uuid: String(source.uuid), name: typeof name === 'string' ? name : null }];
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

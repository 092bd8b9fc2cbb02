import type { AuditNote, AuditObject } from '../../domain/identity/audit';
import { CertloomError } from '../../domain/problem';
import { type Audit, type Audited } from './audit';
import { problems, toAppError } from './problems';
import type { Caller, Reply, RequestContext, Route } from './route';

type Context = RequestContext<unknown, unknown, unknown>;

export interface AuditedCall {
  /** Throws `forbidden`; on audited routes the refusal is recorded. */
  authorise(of: Audited & { readonly caller: Caller }): Promise<void>;
  handle(of: Audited, context: Omit<Context, 'note'>): Promise<Reply>;
}

/**
 * Calls a route's handler between its two audit rows. Without the first row nothing is carried out
 * (`audit_unavailable`). The second cannot take the work back: when it fails the answer stands and the log tells.
 */
export function auditing(route: Route, audit: Audit): AuditedCall {
  const operation = typeof route.audit === 'object' ? route.audit : undefined;

  return {
    async authorise(of) {
      if (route.permission === 'authenticated' || of.caller.permissions.has(route.permission)) return;
      if (operation !== undefined) await audit.outcome(of, operation, 'failure', { message: 'forbidden' });
      throw new CertloomError('forbidden', `This needs the permission ${route.permission}.`);
    },

    async handle(of, context) {
      let noted: AuditNote = {};
      // Assigned, not spread: `signal` is a getter that must stay lazy.
      const whole = Object.defineProperty(context, 'note', {
        value: (note: AuditNote) => void (noted = { ...noted, ...note }),
      }) as Context;
      if (operation === undefined) return route.handle(whole);

      const objects = objectsOf(context.params);
      const path = hasMembers(context.params) ? { params: context.params } : undefined;
      const values = (await audit.verbose()) ? { ...path, query: context.query, body: context.body } : path;
      await audit.request(of, operation, { objects, ...(values === undefined ? {} : { operationData: values }) });
      try {
        const reply = await route.handle(whole);
        await settle(
          audit.outcome(of, operation, reply.status < 400 ? 'success' : 'failure', {
            objects: objects.length > 0 ? objects : objectsOf(reply.body),
            message: 'done',
            additionalData: { status: reply.status },
            ...noted,
          }),
        );
        return reply;
      } catch (thrown) {
        const { error } = toAppError(thrown);
        await settle(
          audit.outcome(of, operation, 'failure', {
            objects,
            ...noted,
            message: error.code,
            additionalData: { status: problems[error.code].status },
          }),
        );
        throw thrown;
      }
    },
  };
}

/** `createAudit` has logged the failure. */
async function settle(row: Promise<void>): Promise<void> {
  await row.catch(() => undefined);
}

function objectsOf(source: unknown): AuditObject[] {
  if (typeof source !== 'object' || source === null || !('uuid' in source)) return [];
  const name = 'name' in source ? source.name : 'username' in source ? source.username : null;
  return [{ uuid: String(source.uuid), name: typeof name === 'string' ? name : null }];
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

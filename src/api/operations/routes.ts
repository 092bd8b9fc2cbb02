import type { Permission } from '../../domain/identity/permissions';
import type { Operation, OperationAction } from '../../domain/operations/operation';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { OperationStore } from '../../store/operations/operations';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { uuidPath } from '../http/schemas';
import { refuseWithout } from './needed';
import { operationListQuery, operationPage, operationView, toOperationView } from './schemas';

export interface OperationRouteDeps {
  readonly operations: Pick<OperationStore, 'find' | 'list' | 'count' | 'requestCancel'>;
  /** Tells the run that its row has moved. */
  readonly wake: (workflowId: string) => Promise<void>;
}

const tag = 'Operations';
const read = 'certificates:read';

/** Who may ask for an operation may call it off. */
const permissionOf: Readonly<Record<OperationAction, Permission>> = {
  issue: 'certificates:issue',
  renew: 'certificates:renew',
  rekey: 'certificates:renew',
  revoke: 'certificates:revoke',
};

/** Operations on certificates: what became of them, and calling them off. */
export function createOperationRoutes({ operations, wake }: OperationRouteDeps): Route[] {
  async function existing(uuid: string): Promise<Operation> {
    const found = await operations.find(uuid);
    if (found === null) throw new CertloomError('not_found', 'There is no such operation.');
    return found;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/operations',
      operationId: 'listOperations',
      tag,
      summary: 'List operations on certificates',
      permission: read,
      query: operationListQuery,
      responses: { 200: { description: 'A page of operations', schema: operationPage } },
      async handle(context) {
        const { limit, sort, action, state, certificate, raProfile } = context.query;
        const filter = { action, state, certificate, raProfile };
        const after = readCursor<{ createdAt: Date; uuid: string }>(context);
        const found = await operations.list(filter, after, limit + 1, sort === 'createdAt');
        const { items, last } = cutPage(found, limit);
        const next = last === undefined ? undefined : { createdAt: last.createdAt, uuid: last.uuid };
        return pageReply(context, { items: items.map(toOperationView), next }, () => operations.count(filter));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/operations/{uuid}',
      operationId: 'getOperation',
      tag,
      summary: 'Get an operation on a certificate',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The operation', schema: operationView } },
      handle: async ({ params }) => ({ status: 200, body: toOperationView(await existing(params.uuid)) }),
    }),
    defineRoute({
      method: 'post',
      path: '/operations/{uuid}/cancel',
      operationId: 'cancelOperation',
      tag,
      summary: 'Cancel an operation',
      description:
        'Needs the permission of the operation, too. What the authority has issued already stays issued. A revocation that it was asked for cannot be called off.',
      permission: read,
      params: uuidPath,
      audit: { operation: 'operations.cancel', resource: 'certificates' },
      responses: { 202: { description: 'Requested', schema: operationView } },
      async handle({ params, caller, note }) {
        const { action, state, certificate } = await existing(params.uuid);
        refuseWithout(caller, permissionOf[action]);
        note({
          objects: certificate === null ? [] : [{ uuid: certificate, name: null }],
          affiliatedResource: { type: 'operations', uuid: params.uuid },
        });
        const asked = state === 'pending_revoke' ? null : await operations.requestCancel(params.uuid);
        if (asked === null) throw new CertloomError('invalid_state', 'This operation cannot be called off any more.');
        await wake(asked.workflowId);
        return { status: 202, body: toOperationView(asked) };
      },
    }),
  ];
}

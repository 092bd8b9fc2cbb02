import { approvalStatuses, type Approval } from '../../domain/approvals/approval';
import { concerns, decide } from '../../domain/approvals/decide';
import { approvableActions } from '../../domain/approvals/profile';
import { resources } from '../../domain/events/catalogue';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import type { ApprovalDecisions } from '../../services/approvals/decisions';
import type { ApprovalStore } from '../../store/approvals/approvals';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { idempotencyHeader, readIdempotencyKey } from '../http/idempotency-key';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, pageQuery, uuid, uuidPath, z } from '../http/schemas';
import { sortBy } from '../http/sorting';
import { deciderOf, deciding } from './deciding';
import { prospectOf } from './possible';
import { orderedSteps } from './profiles';
import { approvalView, commentBody, decisionBody } from './schemas';

export interface ApprovalRouteDeps {
  readonly approvals: Pick<ApprovalStore, 'find' | 'list' | 'count'>;
  readonly decisions: ApprovalDecisions;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'users' | 'roles'>>;
  readonly now: () => Date;
}

const tag = 'Approvals';
const all = 'approvals:all';
const write = 'approvals:write';

const listQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(approvalStatuses).optional(),
  mine: z.enum(['created', 'waiting']).optional().openapi({
    description: 'What you have asked for, or what waits for your decision.',
  }),
  resource: z.enum(resources).optional(),
  resourceAction: z.enum(approvableActions).optional(),
  objectUuid: uuid.optional(),
  approvalProfile: uuid.optional(),
  creator: uuid.optional(),
  sort: sortBy('createdAt').default('-createdAt'),
});

/**
 * `/approvals`: what one has asked for, what waits for one's decision and what one has decided; with `approvals:all`
 * those of everybody.
 */
export function createApprovalRoutes({ approvals, decisions, directory, now }: ApprovalRouteDeps): Route[] {
  const viewerOf = async (caller: Caller) => deciderOf(caller, await directory());

  async function viewOf(approval: Approval, caller: Caller) {
    const known = await directory();
    const by = deciderOf(caller, known);
    const asIf = { by, decision: 'reject', comment: null, key: null } as const;
    const may = (override: boolean) =>
      caller.permissions.has(write) && decide(approval, { ...asIf, override }, now()).kind === 'moved';
    const {
      profile,
      subjectState: _state,
      waiter: _waiter,
      revision: _revision,
      steps,
      objectName,
      ...shown
    } = approval;
    return {
      ...shown,
      objectLabel: objectName,
      approvalProfile: profile,
      steps: orderedSteps(steps),
      comments: approval.comments.map(({ id, ...comment }) => ({ commentId: id, ...comment })),
      decisions: approval.decisions.map(({ key: _key, byLink = false, ...decision }) => ({ ...decision, byLink })),
      mayDecide: may(false),
      mayOverride: may(true),
      ...prospectOf(approval, known),
    };
  }

  /** One that does not concern the caller is as good as none. */
  async function visible(approvalUuid: string, caller: Caller): Promise<Approval> {
    const approval = await approvals.find(approvalUuid);
    if (approval !== null && (caller.permissions.has(all) || caller.permissions.has('approvals:override'))) {
      return approval;
    }
    if (approval === null || !concerns(approval, await viewerOf(caller))) {
      throw new CertloomError('not_found', 'There is no such approval.');
    }
    return approval;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/approvals',
      operationId: 'listApprovals',
      tag,
      summary: 'List approvals, newest first',
      description:
        'Yours: asked for by you, waiting for you, or decided by you. With `approvals:all` those of everybody.',
      permission: 'approvals:read',
      query: listQuery,
      responses: { 200: { description: 'A page of approvals', schema: page(approvalView) } },
      async handle(context) {
        const { query, caller } = context;
        const { status, mine, resource, resourceAction, objectUuid, approvalProfile, creator, sort, limit } = query;
        const by = await viewerOf(caller);
        const filter = {
          ...(status === undefined ? {} : { status }),
          ...(resource === undefined ? {} : { resource }),
          ...(resourceAction === undefined ? {} : { resourceAction }),
          ...(objectUuid === undefined ? {} : { objectUuid }),
          ...(approvalProfile === undefined ? {} : { profile: approvalProfile }),
          ...(creator === undefined ? {} : { creator }),
          ...(mine === 'created' ? { createdBy: by.uuid } : {}),
          ...(mine === 'waiting' ? { waitingFor: by } : {}),
          ...(mine !== undefined || caller.permissions.has(all) ? {} : { concerning: by }),
        };
        const after = readCursor<{ createdAt: Date; uuid: string }>(context);
        const found = await approvals.list(filter, {
          ...(after === undefined ? {} : { after }),
          limit: limit + 1,
          ascending: sort === 'createdAt',
        });
        const { items, last } = cutPage(found, limit);
        const next = last === undefined ? undefined : { createdAt: last.createdAt, uuid: last.uuid };
        const views = await Promise.all(items.map((item) => viewOf(item, caller)));
        return pageReply(context, { items: views, next }, () => approvals.count(filter));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/approvals/{uuid}',
      operationId: 'getApproval',
      tag,
      summary: 'Get an approval with its decisions and comments',
      permission: 'approvals:read',
      params: uuidPath,
      responses: { 200: { description: 'The approval', schema: approvalView } },
      handle: async ({ params, caller }) => ({
        status: 200,
        body: await viewOf(await visible(params.uuid, caller), caller),
      }),
    }),
    defineRoute({
      method: 'post',
      path: '/approvals/{uuid}/decision',
      operationId: 'decideApproval',
      tag,
      summary: 'Decide on an approval',
      description:
        'Everybody decides once on an approval, and nobody on their own request. One rejection closes it. The same request with the same Idempotency-Key is one decision.',
      ...deciding,
      params: uuidPath,
      body: decisionBody,
      requestHeaders: idempotencyHeader,
      responses: { 200: { description: 'The approval', schema: approvalView } },
      async handle({ params, body, caller, req, note }) {
        const approval = await visible(params.uuid, caller);
        note({ objects: [{ uuid: approval.uuid, name: approval.objectName }] });
        const by = await viewerOf(caller);
        const after = await decisions.decide(approval.uuid, { ...body, by, key: readIdempotencyKey(req) });
        note({ message: `${body.override ? 'override, ' : ''}${after.status}` });
        return { status: 200, body: await viewOf(after, caller) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/approvals/{uuid}/comments',
      operationId: 'createApprovalComment',
      tag,
      summary: 'Create a comment on an approval',
      permission: write,
      params: uuidPath,
      body: commentBody,
      requestHeaders: idempotencyHeader,
      audit: { operation: 'approvals.comment', resource: 'approvals' },
      responses: { 200: { description: 'The approval', schema: approvalView } },
      async handle({ params, body, caller, req, note }) {
        const approval = await visible(params.uuid, caller);
        note({ objects: [{ uuid: approval.uuid, name: approval.objectName }] });
        const user = { uuid: caller.actor.uuid, name: caller.actor.name };
        const key = readIdempotencyKey(req);
        const after = await decisions.comment(approval.uuid, { user, text: body.text, key });
        return { status: 200, body: await viewOf(after, caller) };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/approvals/{uuid}/withdraw',
      operationId: 'withdrawApproval',
      tag,
      summary: 'Withdraw what you asked for',
      description:
        'The approval is closed as `rejected`, with `closedBecause` `withdrawal`. The operation ends as `cancelled`, with `approval_withdrawn`.',
      permission: write,
      params: uuidPath,
      audit: { operation: 'approvals.withdraw', resource: 'approvals' },
      responses: { 200: { description: 'The approval', schema: approvalView } },
      async handle({ params, caller, note }) {
        const approval = await visible(params.uuid, caller);
        note({ objects: [{ uuid: approval.uuid, name: approval.objectName }] });
        const after = await decisions.withdraw(approval.uuid, caller.actor);
        return { status: 200, body: await viewOf(after, caller) };
      },
    }),
  ];
}

import { approvalStatuses, closingReasons } from '../../domain/approvals/approval';
import { duration } from '../http/durations';
import { besideOne, description, fault, isoDate, name, text, uuid, z } from '../http/schemas';

const mostSteps = 20;
const mostApprovals = 100;

const asked = {
  userUuid: uuid.nullable().default(null),
  roleUuid: uuid.nullable().default(null),
  groupUuid: uuid.nullable().default(null),
};
const stepBody = z
  .strictObject({
    order: z.number().int().min(1).max(1_000).optional().openapi({
      description: 'Its place among the steps; without it they come as they are listed.',
    }),
    description: text(500).default(''),
    ...asked,
    requiredApprovals: z.number().int().min(1).max(mostApprovals).default(1),
  })
  .openapi('ApprovalStepRequest', { description: 'Exactly one of `userUuid`, `roleUuid` and `groupUuid` is set.' });

const stepView = z
  .strictObject({
    order: z.number().int(),
    description: z.string(),
    userUuid: z.string().nullable(),
    userName: besideOne,
    roleUuid: z.string().nullable(),
    roleName: besideOne,
    groupUuid: z.string().nullable(),
    groupName: besideOne,
    requiredApprovals: z.number().int(),
  })
  .openapi('ApprovalStep');

export const approvalProfileBody = z
  .strictObject({
    name,
    description,
    enabled: z.boolean().default(true).openapi({
      description: 'A disabled profile refuses operations: it never lets them through without approval.',
    }),
    expiry: duration('PT1M', 'P1Y').default('P7D').openapi({ description: 'From the request to its expiry.' }),
    steps: z.array(stepBody).min(1).max(mostSteps),
  })
  .openapi('ApprovalProfileRequest');

const version = {
  version: z.number().int(),
  description: z.string(),
  expiry: z.string(),
  steps: z.array(stepView),
};
export const approvalProfileSchema = z
  .strictObject({
    uuid: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    ...version,
    revision: z.number().int(),
    warnings: z.array(fault).openapi({
      description:
        'Why no request could be approved as memberships and rights are now; empty where nothing is in the way.',
    }),
  })
  .openapi('ApprovalProfile');
export const versionsSchema = z.strictObject({
  items: z.array(z.strictObject(version).openapi('ApprovalProfileVersion')),
});

const person = z.strictObject({ uuid: z.string().nullable(), name: z.string() }).openapi('ApprovalUser');
export const approvalView = z
  .strictObject({
    uuid: z.string(),
    approvalProfile: z
      .strictObject({ uuid: z.string(), name: z.string(), version: z.number().int() })
      .openapi('ApprovalProfileReference'),
    resource: z.string(),
    resourceAction: z.string(),
    objectUuid: z.string(),
    objectName: besideOne,
    objectNames: z.array(z.string()).openapi({ description: 'Names that the certificate has or is to have.' }),
    objectLabel: z.string().nullable().openapi({ description: 'What it was called when approval was asked for.' }),
    creator: person,
    status: z.enum(approvalStatuses),
    closedBecause: z.enum(closingReasons).nullable(),
    step: z.number().int().openapi({ description: 'The step that is open, from 1; the last one once it is closed.' }),
    steps: z.array(stepView),
    createdAt: isoDate,
    expiryAt: isoDate,
    closedAt: isoDate.nullable(),
    decisions: z.array(
      z
        .strictObject({
          step: z.number().int(),
          user: person,
          decision: z.enum(['approve', 'reject']),
          comment: z.string().nullable(),
          override: z.boolean(),
          byLink: z.boolean().openapi({ description: 'By the personal link of a notice, without signing in.' }),
          at: isoDate,
        })
        .openapi('ApprovalDecision'),
    ),
    comments: z.array(
      z.strictObject({ commentId: z.string(), user: person, text: z.string(), at: isoDate }).openapi('ApprovalComment'),
    ),
    mayDecide: z.boolean().openapi({ description: 'Whether it waits for your decision.' }),
    mayOverride: z.boolean().openapi({ description: 'Whether you may decide past its steps.' }),
    canFinish: z.boolean().nullable().openapi({
      description:
        'Whether those whom its steps ask can still approve it, as memberships are now; null once it is closed.',
    }),
    cannotFinishBecause: z.string().nullable(),
  })
  .openapi('Approval');

export const decisionBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    comment: text(1_000).nullable().default(null),
    override: z.boolean().default(false).openapi({
      description: 'Past all steps; needs `approvals:override`, and the approval records it.',
    }),
  })
  .openapi('ApprovalDecisionRequest');

export const commentBody = z
  .strictObject({ text: text(1_000).pipe(z.string().min(1)) })
  .openapi('ApprovalCommentRequest');

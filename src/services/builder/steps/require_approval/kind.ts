import { z } from 'zod';
import { isPlainObject } from '../../../../domain/values/json';
import type { DescribedStepKind } from '../described-kind';
import { duration, mail, names, recipientHints } from '../members';

export const requireApprovalStep: DescribedStepKind = {
  code: 'require_approval',
  title: 'Require Approval',
  help: 'Waits until enough people have approved. Each counts once; one denial leaves by `onReject`.',
  nature: 'wait',
  outputs: ['continue', 'onReject', 'onTimeout', 'onError'],
  types: null,
  templates: ['requestMail', 'denialMail'],
  addressees: ['requestMail.recipients', 'denialMail.recipients'],
  late: { denialMail: ['approvalsignalcmnts'] },
  originNames: ['RequireApproval'],
  isRepeatable: true,
  timeoutSeconds: 300,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => ['approvalsignalcmnts'],
  gaps: ({ roles, users }) =>
    Array.isArray(roles) && roles.length > 0
      ? []
      : Array.isArray(users) && users.length > 0
        ? []
        : [{ pointer: '/roles', code: 'required', detail: 'roles or users who may approve are expected' }],
  hints: (settings, installation) =>
    (['requestMail', 'denialMail'] as const).flatMap((name) => {
      const given = settings[name];
      if (!isPlainObject(given)) return [];
      return recipientHints(given['recipients'], installation, `/${name}/recipients`);
    }),
  settings: z.strictObject({
    minimumApprovals: z.int().min(1).max(100).default(1),
    roles: names(100).default([]).describe('Names of roles whose users may approve.'),
    users: names(100).default([]).describe('Names of users who may approve.'),
    requesterCanApprove: z.boolean().default(false),
    timeout: duration.optional().describe('ISO 8601 duration. Left out: it waits without end.'),
    requestMail: mail.optional().describe('To those who are to approve. Left out: none.'),
    denialMail: mail.optional().describe('Once it is denied. Left out: none.'),
  }),
};

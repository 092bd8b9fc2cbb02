import type { Approval, ApprovalDecision } from '../../src/domain/approvals/approval';
import type { ApprovalStep } from '../../src/domain/approvals/profile';
import type { ApprovalStore } from '../../src/store/approvals/approvals';

/** Approvals for tests of what works with them. */

const createdAt = new Date('2030-01-01T00:00:00Z');

export const stepFor = (approver: Partial<ApprovalStep>, requiredApprovals = 1): ApprovalStep => ({
  ...{ description: '', userUuid: null, roleUuid: null, groupUuid: null },
  ...approver,
  requiredApprovals,
});

export function approvalOf(change: Partial<Approval> = {}): Approval {
  return {
    uuid: 'a-1',
    profile: { uuid: 'p-1', name: 'two steps', version: 3 },
    steps: [stepFor({ groupUuid: 'g-desk' }), stepFor({ roleUuid: 'r-owners' })],
    ...{ resource: 'certificates', resourceAction: 'issue', objectUuid: 'c-1', objectName: 'www' },
    objectNames: ['dNSName:www.example.org'],
    subjectState: null,
    creator: { uuid: 'u-carl', name: 'carl' },
    ...{ status: 'pending', step: 1, createdAt, expiryAt: new Date('2030-01-08T00:00:00Z') },
    ...{ closedAt: null, closedBecause: null, decisions: [], comments: [], waiter: null, revision: 1 },
    ...change,
  };
}

export function decisionOf(name: string, change: Partial<ApprovalDecision> = {}): ApprovalDecision {
  return {
    ...{ step: 1, user: { uuid: `u-${name}`, name }, decision: 'approve', comment: null, override: false },
    ...{ at: new Date('2030-01-02T00:00:00Z'), key: null },
    ...change,
  };
}

/** One row that is moved like a stored one; `beforeMove` is what others do in between. */
export function approvalRow(first: Approval | null) {
  let row = first;
  let followedStep = 0;
  const hooks = { beforeMove: undefined as (() => void) | undefined };
  const store = {
    find: async (uuid) => (row?.uuid === uuid ? row : null),
    findFollowed: async (uuid) => (row?.uuid === uuid ? { approval: row, followedStep } : null),
    async open(approval) {
      row ??= approval;
      return row.uuid === approval.uuid ? null : { uuid: row.uuid };
    },
    async move(next) {
      const { beforeMove } = hooks;
      hooks.beforeMove = undefined;
      beforeMove?.();
      if (row === null || row.status !== 'pending' || row.revision !== next.revision - 1) return false;
      row = next;
      return true;
    },
    async comment(_uuid, comment, most) {
      if (row === null || row.comments.length >= most) return false;
      row = { ...row, comments: [...row.comments, comment] };
      return true;
    },
    async markFollowed({ step }) {
      followedStep = step;
    },
  } satisfies Partial<ApprovalStore>;
  return { store, hooks, row: () => row, set: (next: Approval) => void (row = next) };
}

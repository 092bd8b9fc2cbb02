import { approvalOf, approvalRow, decisionOf } from '../../../test/support/approval';
import type { Approval } from '../../domain/approvals/approval';
import { createApprovalFollowing } from './follow';

const now = new Date('2030-01-08T00:00:00Z');

function world(first: Approval | null) {
  const rows = approvalRow(first);
  const told: string[] = [];
  const history: string[] = [];
  const following = createApprovalFollowing({
    approvals: rows.store,
    history: { add: async (entries) => void history.push(...entries.map(({ event }) => event)) },
    tellRequested: async ({ step }) => void told.push(`step ${step}`),
    tellClosed: async (uuid) => void told.push(`closed ${uuid}`),
    now: () => now,
  });
  return { following, rows, told, history };
}

describe('follow', () => {
  it('A02 tells of each step once, and of the end', async () => {
    const { following, rows, told, history } = world(approvalOf());
    const expiryAt = '2030-01-08T00:00:00.000Z';
    expect(await following.follow('a-1')).toEqual({ status: 'pending', expiryAt, waiter: null, inWords: 'pending' });
    await following.follow('a-1');
    expect(told).toEqual(['step 1']);
    rows.set(approvalOf({ step: 2, decisions: [decisionOf('ada')], revision: 2 }));
    await following.follow('a-1');
    rows.set(approvalOf({ step: 2, status: 'approved', closedBecause: 'decision', closedAt: now, waiter: 'w' }));
    expect(await following.follow('a-1')).toMatchObject({ status: 'approved', waiter: 'w' });
    expect(told).toEqual(['step 1', 'step 2', 'closed a-1']);
    expect(new Set(history)).toEqual(new Set(['approvalRequest', 'approvalClose']));
  });

  it.each([
    ['decision', 'rejected'],
    ['withdrawal', 'withdrawn'],
    ['subjectChanged', 'closed by a change of its object'],
  ] as const)('says of one that was closed by %s that it was %s', async (closedBecause, inWords) => {
    const { following } = world(approvalOf({ status: 'rejected', closedBecause, closedAt: now }));
    expect(await following.follow('a-1')).toMatchObject({ status: 'rejected', inWords });
  });

  it('knows nothing of what is gone, and no history of other resources', async () => {
    expect(await world(null).following.follow('a-1')).toBeNull();
    const { following, history } = world(approvalOf({ resource: 'discoveries' }));
    await following.follow('a-1');
    expect(history).toEqual([]);
  });
});

describe('expire', () => {
  it('A04 closes what is over, once', async () => {
    const { following, rows } = world(approvalOf());
    await following.expire('a-1');
    await following.expire('a-1');
    await following.expire('a-2');
    expect(rows.row()).toMatchObject({ status: 'expired', closedBecause: 'expiry', revision: 2, decisions: [] });
  });

  it('lets the decision stand that was quicker', async () => {
    const { following, rows } = world(approvalOf());
    rows.hooks.beforeMove = () => rows.set(approvalOf({ status: 'approved', revision: 2 }));
    await following.expire('a-1');
    expect(rows.row()?.status).toBe('approved');
  });
});

import { approvalOf, decisionOf } from '../../../test/support/approval';
import type { Approval } from '../../domain/approvals/approval';
import { approvalHistory } from './history';

const closedAt = new Date('2030-01-03T00:00:00Z');
const yes = decisionOf('ada');
const no = decisionOf('bob', { decision: 'reject', comment: 'no' });

describe('approvalHistory', () => {
  it('tells of the request', () =>
    expect(approvalHistory(approvalOf())).toMatchObject([
      {
        event: 'approvalRequest',
        certificate: 'c-1',
        createdBy: { name: 'carl' },
        message: 'approval to issue requested',
      },
    ]));

  it.each<[Partial<Approval>, string, string]>([
    [
      { status: 'approved', closedBecause: 'decision', decisions: [yes, decisionOf('dora')] },
      'issue approved by ada, dora',
      'dora',
    ],
    [
      { status: 'approved', closedBecause: 'decision', decisions: [yes, decisionOf('dora', { byLink: true })] },
      'issue approved by ada, dora (by a link)',
      'dora',
    ],
    [{ status: 'rejected', closedBecause: 'decision', decisions: [yes, no] }, 'issue rejected by bob', 'bob'],
    [
      { status: 'approved', closedBecause: 'override', decisions: [yes] },
      'issue approved by ada, past the steps',
      'ada',
    ],
    [{ status: 'rejected', closedBecause: 'withdrawal' }, 'request to issue withdrawn by carl', 'carl'],
    [{ status: 'expired', closedBecause: 'expiry', decisions: [yes] }, 'request to issue expired', 'system'],
    [
      { status: 'rejected', closedBecause: 'subjectChanged' },
      'request to issue closed, because the certificate changed',
      'system',
    ],
  ])('A03 names who decided: %j', (change, message, by) => {
    const [, entry] = approvalHistory(approvalOf({ ...change, closedAt }));
    expect(entry).toMatchObject({ event: 'approvalClose', message, createdBy: { name: by }, created: closedAt });
    const { decisions } = entry!.additionalInformation as { decisions: object[] };
    expect(decisions).toHaveLength(change.decisions?.length ?? 0);
  });

  it('is the same each time', () => {
    const closed = approvalOf({ closedAt, status: 'expired', closedBecause: 'expiry' });
    expect(approvalHistory(closed)).toEqual(approvalHistory(closed));
  });
});

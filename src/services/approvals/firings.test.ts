import { approvalOf, approvalRow, decisionOf } from '../../../test/support/approval';
import { noCategories } from '../../domain/firings/subject';
import { approvalSubjects, createApprovalOccurrences } from './firings';

const closedAt = new Date('2030-01-03T00:00:00Z');

describe('approval_requested', () => {
  it('A02 is one occurrence a step, with whom it asks, as it was then', async () => {
    const decisions = [decisionOf('ada'), decisionOf('dora', { step: 2 })];
    const row = approvalOf({ step: 2, decisions, status: 'approved', closedAt, closedBecause: 'decision' });
    const occurrences = createApprovalOccurrences({ approvals: approvalRow(row).store });
    const first = await occurrences.requested({ approvalUuid: 'a-1', step: 1 });
    expect(first).toMatchObject({ key: 'a-1.1', occurredAt: row.createdAt, actor: { name: 'carl' } });
    expect(first?.payload).toMatchObject({
      ...{ status: 'pending', closedAt: null, recipientType: 'group', recipientUuid: 'g-desk', version: 3 },
      ...{ resourceAction: 'issue', objectUuid: 'c-1', creatorUsername: 'carl', approvalProfileName: 'two steps' },
    });
    const second = await occurrences.requested({ approvalUuid: 'a-1', step: 2 });
    expect(second).toMatchObject({ key: 'a-1.2', occurredAt: decisions[0]!.at, subject: { name: 'issue www' } });
    expect(second?.payload).toMatchObject({ recipientType: 'role', recipientUuid: 'r-owners' });
    expect(await occurrences.requested({ approvalUuid: 'a-1', step: 3 })).toBeNull();
    expect(await occurrences.requested({ approvalUuid: 'a-2', step: 1 })).toBeNull();
  });
});

describe('approval_closed', () => {
  it.each([
    [{ status: 'approved', closedBecause: 'decision', decisions: [decisionOf('ada')] }, 'ada'],
    [{ status: 'rejected', closedBecause: 'withdrawal' }, 'carl'],
    [{ status: 'expired', closedBecause: 'expiry', decisions: [decisionOf('ada')] }, 'system'],
  ] as const)('A04 is caused by who closed it: %j', async (change, name) => {
    const row = approvalOf({ ...change, closedAt });
    const occurrence = await createApprovalOccurrences({ approvals: approvalRow(row).store }).closed('a-1');
    expect(occurrence).toMatchObject({ key: 'a-1', occurredAt: closedAt, actor: { name } });
    const closedBy = name === 'system' ? null : name;
    expect(occurrence?.payload).toMatchObject({
      ...{ status: change.status, closedAt, closedBecause: change.closedBecause, closedBy },
    });
  });

  it('is none before', async () => {
    const occurrences = createApprovalOccurrences({ approvals: approvalRow(approvalOf()).store });
    expect(await occurrences.closed('a-1')).toBeNull();
  });
});

it('approvals are found again as they are now', async () => {
  const source = approvalSubjects({ findMany: async () => [approvalOf()] });
  const [subject] = (await source.findMany(['a-1'])).values();
  const told = { subject: subject!, categories: noCategories, objectUuid: 'a-1' } as Parameters<
    typeof source.payload
  >[0];
  expect(source.payload(told)).toMatchObject({ approvalUuid: 'a-1', recipientType: 'group', recipientUuid: 'g-desk' });
});

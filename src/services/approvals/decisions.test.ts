import { approvalOf, approvalRow, decisionOf } from '../../../test/support/approval';
import type { Approval } from '../../domain/approvals/approval';
import { createApprovalDecisions, mostComments } from './decisions';

const now = new Date('2030-01-02T00:00:00Z');
const by = (name: string, change: object = {}) => ({
  ...{ uuid: `u-${name}`, name, roles: ['r-owners'], groups: ['g-desk'], mayOverride: false },
  ...change,
});
const ask = (name: string, change: object = {}) =>
  ({
    ...{ by: by(name), decision: 'approve', comment: null, override: false, key: undefined },
    ...change,
  }) as Parameters<ReturnType<typeof createApprovalDecisions>['decide']>[1];

function world(change: Partial<Approval> = {}, { state = null as string | null, isAway = false } = {}) {
  const rows = approvalRow(approvalOf(change));
  const woken: string[] = [];
  const warnings: unknown[] = [];
  const decisions = createApprovalDecisions({
    approvals: rows.store,
    stateOf: async () => state,
    wake: async (uuid) => {
      if (isAway) throw new Error('away');
      woken.push(uuid);
    },
    logger: { warn: (fields: unknown) => void warnings.push(fields) },
    newId: () => 'id',
    now: () => now,
  });
  return { decisions, rows, woken, warnings };
}

describe('decide', () => {
  it('moves the row and tells its run', async () => {
    const { decisions, woken } = world();
    const after = await decisions.decide('a-1', ask('ada', { comment: 'fine' }));
    expect(after).toMatchObject({ step: 2, decisions: [{ user: { name: 'ada' }, comment: 'fine' }] });
    expect(woken).toEqual(['a-1']);
  });

  it('keeps that it came by a link', async () => {
    const after = await world().decisions.decide('a-1', ask('ada', { byLink: true }));
    expect(after.decisions).toMatchObject([{ user: { name: 'ada' }, byLink: true }]);
    const plain = await world().decisions.decide('a-1', ask('ada'));
    expect(plain.decisions[0]).not.toHaveProperty('byLink');
  });

  it('stands when the engine is away', async () => {
    const { decisions, warnings } = world({}, { isAway: true });
    expect((await decisions.decide('a-1', ask('ada', { decision: 'reject' }))).status).toBe('rejected');
    expect(warnings).toHaveLength(1);
  });

  it.each([
    [ask('carl'), 'self_approval'],
    [ask('ada', { by: by('ada', { groups: [] }) }), 'forbidden'],
    [ask('ada', { override: true }), 'forbidden'],
  ])('A03 refuses with a code of its own', async (request, code) =>
    expect(world().decisions.decide('a-1', request)).rejects.toMatchObject({ code }),
  );

  it('A03 says what one has decided before', async () => {
    const { decisions } = world({ decisions: [decisionOf('ada')] });
    const extra = { decision: 'approve', at: '2030-01-02T00:00:00.000Z' };
    await expect(decisions.decide('a-1', ask('ada'))).rejects.toMatchObject({
      code: 'already_decided',
      more: { extra },
    });
  });

  it('SEC12 who comes second decides on what the first has left', async () => {
    const { decisions, rows, woken } = world({ decisions: [decisionOf('eve')], step: 2 });
    rows.hooks.beforeMove = () =>
      rows.set(approvalOf({ status: 'rejected', closedBecause: 'decision', closedAt: now, revision: 2 }));
    const late = decisions.decide('a-1', ask('ada'));
    await expect(late).rejects.toMatchObject({ code: 'approval_closed', more: { extra: { status: 'rejected' } } });
    expect(woken).toEqual([]);
  });

  it('SEC12 closes what is no longer what approval was asked for', async () => {
    const { decisions, rows, woken } = world({ subjectState: 'before' }, { state: 'after' });
    await expect(decisions.decide('a-1', ask('ada'))).rejects.toMatchObject({ code: 'approval_closed' });
    expect(rows.row()).toMatchObject({ status: 'rejected', closedBecause: 'subjectChanged', decisions: [] });
    expect(woken).toEqual(['a-1']);
  });

  it('rejects also what has changed, and approves what has not', async () => {
    const changed = world({ subjectState: 'before' }, { state: 'after' }).decisions;
    expect((await changed.decide('a-1', ask('ada', { decision: 'reject' }))).closedBecause).toBe('decision');
    const same = world({ subjectState: 'same' }, { state: 'same' }).decisions;
    expect((await same.decide('a-1', ask('ada'))).step).toBe(2);
  });

  it('SEC12 the same request under its key is one decision', async () => {
    const { decisions, rows, woken } = world();
    const request = ask('ada', { key: 'once' });
    const first = await decisions.decide('a-1', request);
    expect(await decisions.decide('a-1', request)).toEqual(first);
    expect([rows.row()?.decisions.length, woken.length]).toEqual([1, 1]);
  });

  it('does not know others', () => expect(world().decisions.get('a-2')).rejects.toMatchObject({ code: 'not_found' }));
});

describe('withdraw', () => {
  it('is for the creator, and once', async () => {
    const { decisions } = world();
    await expect(decisions.withdraw('a-1', by('ada'))).rejects.toMatchObject({ code: 'forbidden' });
    expect(await decisions.withdraw('a-1', by('carl'))).toMatchObject({ closedBecause: 'withdrawal' });
    await expect(decisions.withdraw('a-1', by('carl'))).rejects.toMatchObject({ code: 'approval_closed' });
  });
});

describe('comment', () => {
  const user = { uuid: 'u-ada', name: 'ada' };

  it('is kept once for its key', async () => {
    const { decisions } = world();
    await decisions.comment('a-1', { user, text: 'why?', key: 'k' });
    const after = await decisions.comment('a-1', { user, text: 'why?', key: 'k' });
    expect(after.comments).toMatchObject([{ user, text: 'why?', at: now }]);
  });

  it('is refused when there are too many', async () => {
    const comments = Array.from({ length: mostComments }, () => ({ id: 'x', user, text: '', at: now }));
    const refused = world({ comments }).decisions.comment('a-1', { user, text: 'why?', key: undefined });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_state' });
  });
});

import type { Approval, ApprovalDecision } from './approval';
import { asRequested, openedAt } from './approval';
import {
  concerns,
  decide,
  expire,
  isApprover,
  subjectChanged,
  withdraw,
  type DecisionRequest,
  type Refusal,
} from './decide';

const createdAt = new Date('2030-01-01T00:00:00Z');
const now = new Date('2030-01-02T00:00:00Z');
const expiryAt = new Date('2030-01-08T00:00:00Z');
const nobody = { userUuid: null, roleUuid: null, groupUuid: null, description: '' };

const approval: Approval = {
  uuid: 'a-1',
  profile: { uuid: 'p-1', name: 'two steps', version: 3 },
  steps: [
    { ...nobody, groupUuid: 'g-desk', requiredApprovals: 2 },
    { ...nobody, roleUuid: 'r-owners', requiredApprovals: 1 },
  ],
  resource: 'certificates',
  resourceAction: 'issue',
  objectUuid: 'c-1',
  objectName: 'www',
  objectNames: [],
  subjectState: null,
  creator: { uuid: 'u-carl', name: 'carl' },
  status: 'pending',
  step: 1,
  createdAt,
  expiryAt,
  closedAt: null,
  closedBecause: null,
  decisions: [],
  comments: [],
  waiter: null,
  revision: 1,
};

type Person = Partial<DecisionRequest['by']> & { readonly uuid: string };
const ada = { uuid: 'u-ada', groups: ['g-desk'] };
const bob = { uuid: 'u-bob', groups: ['g-desk'] };
const dora = { uuid: 'u-dora', roles: ['r-owners'] };
const root = { uuid: 'u-root', mayOverride: true };
const carl = { uuid: 'u-carl', groups: ['g-desk'], roles: ['r-owners'], mayOverride: true };

const ask = (by: Person, change: Partial<DecisionRequest> = {}): DecisionRequest => ({
  by: { name: by.uuid.slice(2), roles: [], groups: [], mayOverride: false, ...by },
  decision: 'approve',
  comment: null,
  override: false,
  key: null,
  ...change,
});
const made = (by: Person, change: Partial<ApprovalDecision> = {}): ApprovalDecision => ({
  ...{ step: 1, user: { uuid: by.uuid, name: by.uuid.slice(2) }, decision: 'approve', comment: null },
  ...{ override: false, at: now, key: null },
  ...change,
});
const afterOne: Approval = { ...approval, decisions: [made(ada)] };
const atSecond: Approval = { ...approval, step: 2, decisions: [made(ada), made(bob)] };

describe('decide', () => {
  it.each<[string, Approval, DecisionRequest, object]>([
    ['the first of two approvals', approval, ask(ada), { status: 'pending', step: 1, opens: null, closes: false }],
    ['the second opens the next step', afterOne, ask(bob), { status: 'pending', step: 2, opens: 2, closes: false }],
    ['the last approves', atSecond, ask(dora), { status: 'approved', step: 2, closes: true, because: 'decision' }],
    [
      'one rejection closes',
      afterOne,
      ask(bob, { decision: 'reject' }),
      { status: 'rejected', closes: true, because: 'decision' },
    ],
    ['an override approves', approval, ask(root, { override: true }), { status: 'approved', because: 'override' }],
    [
      'an override rejects',
      atSecond,
      ask(root, { override: true, decision: 'reject' }),
      { status: 'rejected', step: 2, because: 'override' },
    ],
  ])('A02 %s', (_, before, request, expected) => {
    const decided = decide(before, request, now);
    if (decided.kind !== 'moved') throw new Error(decided.kind);
    const { next, opens, closes } = decided;
    const { status, step, closedBecause: because } = next;
    expect({ status, step, opens, closes, because }).toMatchObject(expected);
    expect(next.revision).toBe(before.revision + 1);
    expect(next.closedAt).toEqual(closes ? now : null);
    const { by, decision, override } = request;
    expect(next.decisions.at(-1)).toMatchObject({ step: before.step, user: { uuid: by.uuid }, decision, override });
  });

  it.each<[string, Approval, DecisionRequest, Refusal]>([
    ['the creator', approval, ask(carl), 'self_approval'],
    ['the creator as administrator', approval, ask(carl, { override: true }), 'self_approval'],
    ['the creator rejects', approval, ask(carl, { decision: 'reject' }), 'self_approval'],
    ['a second decision of one user', afterOne, ask(ada), 'already_decided'],
    ['another decision of one user', afterOne, ask(ada, { decision: 'reject' }), 'already_decided'],
    ['one user in two steps', atSecond, ask({ ...ada, roles: ['r-owners'] }), 'already_decided'],
    [
      'an override after a decision',
      afterOne,
      ask({ ...ada, mayOverride: true }, { override: true }),
      'already_decided',
    ],
    ['the approver of a later step', approval, ask(dora), 'not_the_approver'],
    ['the approver of an earlier step', atSecond, ask({ uuid: 'u-new', groups: ['g-desk'] }), 'not_the_approver'],
    ['an administrator without override', approval, ask(root), 'not_the_approver'],
    ['an override without the right', approval, ask(ada, { override: true }), 'no_right_to_override'],
    ['what is approved', { ...approval, status: 'approved' }, ask(ada), 'closed'],
    ['what is rejected', { ...approval, status: 'rejected' }, ask(ada), 'closed'],
    ['what has expired', { ...approval, status: 'expired' }, ask(ada), 'expired'],
  ])('A03 refuses %s', (_, before, request, because) =>
    expect(decide(before, request, now)).toEqual({ kind: 'refused', because }),
  );

  it('SEC12 refuses from the moment of expiry on, before any timer has fired', () => {
    const last = new Date(expiryAt.getTime() - 1);
    expect(decide(approval, ask(ada), last).kind).toBe('moved');
    expect(decide(approval, ask(ada), expiryAt)).toEqual({ kind: 'refused', because: 'expired' });
    expect(decide(approval, ask(root, { override: true }), expiryAt)).toEqual({ kind: 'refused', because: 'expired' });
  });

  it('SEC12 repeats a decision under its key, and no other one', () => {
    const before = { ...approval, decisions: [made(ada, { key: 'k' })] };
    expect(decide(before, ask(ada, { key: 'k' }), now)).toEqual({ kind: 'repeated' });
    const other = decide(before, ask(ada, { key: 'k', decision: 'reject' }), now);
    expect(other).toEqual({ kind: 'refused', because: 'already_decided' });
    expect(decide(before, ask(bob, { key: 'k' }), now).kind).toBe('moved');
    expect(decide({ ...before, status: 'approved' }, ask(ada, { key: 'k' }), now)).toEqual({ kind: 'repeated' });
  });
});

describe('other ends', () => {
  it('A04 expiry comes at its moment, once, and names nobody', () => {
    expect(expire(approval, now)).toBeNull();
    const expired = expire(afterOne, expiryAt);
    expect(expired).toMatchObject({ status: 'expired', closedAt: expiryAt, closedBecause: 'expiry', revision: 2 });
    expect(expired?.decisions).toEqual(afterOne.decisions);
    expect(expire(expired!, expiryAt)).toBeNull();
  });

  it('SEC12 withdrawal and a changed subject close once', () => {
    expect(withdraw(approval, now)).toMatchObject({ status: 'rejected', closedBecause: 'withdrawal', closedAt: now });
    const changed = subjectChanged(approval, now)!;
    expect(changed).toMatchObject({ status: 'rejected', closedBecause: 'subjectChanged', decisions: [] });
    expect([withdraw(changed, now), subjectChanged(changed, now)]).toEqual([null, null]);
  });
});

describe('steps', () => {
  it('know their approvers', () => {
    const by = (person: Person) => ({ roles: [], groups: [], ...person });
    const personal = { ...approval, steps: [{ ...nobody, userUuid: 'u-ada', requiredApprovals: 1 }] };
    expect([isApprover(personal, by(ada)), isApprover(personal, by(bob))]).toEqual([true, false]);
    expect([isApprover(atSecond, by(dora)), isApprover(atSecond, by(ada))]).toEqual([true, false]);
  });

  it('concern whoever asked, is asked or was asked, or has decided', () => {
    const by = (person: Person) => ({ roles: [], groups: [], ...person });
    const seen = (before: Approval) => [carl, ada, dora, root].map((person) => concerns(before, by(person)));
    expect(seen(approval)).toEqual([true, true, false, false]);
    expect(seen({ ...atSecond, decisions: [made(root)] })).toEqual([true, true, true, true]);
  });

  it('know when they opened, and how things stood', () => {
    const later = new Date(now.getTime() + 1);
    const before = { ...atSecond, decisions: [made(ada), made(bob, { at: later }), made(dora, { step: 2 })] };
    expect([0, 1, 2, 3].map((step) => openedAt(before, step))).toEqual([undefined, createdAt, later, undefined]);
    const end = { ...before, status: 'approved', closedAt: now, closedBecause: 'decision' } as const;
    expect(asRequested(end, 1)).toMatchObject({ status: 'pending', step: 1, closedAt: null, closedBecause: null });
  });
});

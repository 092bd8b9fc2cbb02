import { approvalOf, decisionOf } from '../../../test/support/approval';
import type { Approval } from '../../domain/approvals/approval';
import { approvalFacts, approvalRemarks } from './page';

const at = new Date('2030-01-02T00:00:00Z');

it('tells what is asked for and what was decided, without anything that hides', () => {
  const facts = approvalFacts(
    approvalOf({
      objectName: 'www\u202e',
      decisions: [
        decisionOf('ada', { comment: 'fine' }),
        decisionOf('root', { override: true, decision: 'reject' }),
        decisionOf('eve', { byLink: true }),
      ],
      comments: [{ id: '1', user: { uuid: 'u', name: 'bob' }, text: 'why?', at }],
    }),
  );
  const byLabel = Object.fromEntries(facts.map(({ label, value }) => [label, value]));
  expect(byLabel).toMatchObject({ 'Requested by': 'carl', Step: '1 of 2', 'Comment of bob': 'why?' });
  expect(byLabel['For']).not.toContain('\u202e');
  expect(facts.filter(({ label }) => label === 'Decision in step 1').map(({ value }) => value)).toEqual([
    'approve by ada: fine',
    'reject by root, past the steps',
    'approve by eve, by a link',
  ]);
});

it.each<[Partial<Approval>, RegExp]>([
  [{}, /^It waits/],
  [{ expiryAt: at }, /about to be closed/],
  [{ status: 'approved', closedAt: at }, /^It is approved since 2030-01-02/],
  [{ status: 'expired', closedAt: null }, /^It is expired\.$/],
  [{ status: 'rejected', closedBecause: 'withdrawal', closedAt: at }, /^It is withdrawn since/],
  [{ status: 'rejected', closedBecause: 'subjectChanged', closedAt: at }, /has changed\.$/],
])('says how things stand: %j', (change, expected) => {
  const [remark] = approvalRemarks(approvalOf(change), at);
  expect(remark).toMatch(expected);
});

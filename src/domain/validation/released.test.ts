import type { RevocationCheck } from './list-check';
import { withoutReleased } from './released';

const [before, released, after] = [10, 20, 30].map((second) => new Date(second * 1_000)) as [Date, Date, Date];
const nothing = { evidence: [], notes: [] };
const good: RevocationCheck = { status: 'valid', message: 'good', revocation: null, ...nothing };
const found = (reason: string, revokedAt: Date | null): RevocationCheck => ({
  ...{ status: 'revoked', message: 'revoked', ...nothing },
  revocation: { revokedAt, reason, by: 'list' } as RevocationCheck['revocation'],
});

it('does not count a hold that was taken back since', () => {
  const checked = withoutReleased({ lists: found('certificateHold', before), answers: good }, released);
  expect(checked).toMatchObject({ lists: { status: 'failed', revocation: null }, answers: good });
});

it.each([
  ['another reason', found('keyCompromise', before), released],
  ['a hold after that', found('certificateHold', after), released],
  ['a hold without a date', found('certificateHold', null), released],
  ['a hold that nobody has taken back', found('certificateHold', before), null],
])('counts %s', (_, lists, at) => expect(withoutReleased({ lists, answers: good }, at).lists).toBe(lists));

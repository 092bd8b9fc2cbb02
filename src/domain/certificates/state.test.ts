import { certificateStates, type CertificateState } from './certificate';
import { canBecome, refuseStateChange } from './state';

const allowed: Readonly<Partial<Record<CertificateState, string>>> = {
  requested: 'rejected pending_approval pending_issue pending_registration failed',
  pending_issue: 'failed issued',
  pending_approval: 'rejected pending_issue pending_revoke registered failed issued revoked',
  issued: 'rejected pending_approval pending_revoke revoked',
  pending_revoke: 'issued revoked',
  pending_registration: 'registered failed',
  registered: 'pending_approval pending_issue failed',
};

describe('canBecome', () => {
  const pairs = certificateStates.flatMap((from) => certificateStates.map((to) => [from, to] as const));

  it('agrees with the table for every pair of states', () => {
    const found = pairs.filter(([from, to]) => canBecome(from, to));
    const wanted = pairs.filter(([from, to]) => allowed[from]?.split(' ').includes(to));
    expect(found).toEqual(wanted);
    expect(found).toHaveLength(25);
  });

  it.each(['rejected', 'failed', 'revoked'] as const)('%s is final', (from) => {
    expect(certificateStates.some((to) => canBecome(from, to))).toBe(false);
  });
});

describe('refuseStateChange', () => {
  it('is silent for a change of the table', () => expect(() => refuseStateChange('issued', 'revoked')).not.toThrow());

  it.each([
    ['revoked', 'issued'],
    ['issued', 'issued'],
  ] as const)('%s to %s is invalid_state', (from, to) => {
    expect(() => refuseStateChange(from, to)).toThrow(expect.objectContaining({ code: 'invalid_state' }));
  });
});
